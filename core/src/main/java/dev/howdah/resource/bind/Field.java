package dev.howdah.resource.bind;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What can be said of a field for editors, and checked of its value alone. On a type it holds for all its fields. */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.RECORD_COMPONENT, ElementType.TYPE})
public @interface Field {

    /** One line for editors. */
    String value() default "";

    /** What a field left out is taken for, as text. */
    String preset() default "";

    /** Smallest number. */
    long min() default Long.MIN_VALUE;

    /** Largest number. */
    long max() default Long.MAX_VALUE;

    /** What the whole text must match; in the dialect that Java and ECMA 262 share. */
    String pattern() default "";

    /** What the pattern means, for people; empty: the pattern is for editors, and checked elsewhere. */
    String form() default "";

    /** The only texts there are; empty: any. */
    String[] oneOf() default {};

    /** Most entries of a list. */
    int most() default Integer.MAX_VALUE;

    /** Written by the server: accepted in orders, without effect. */
    boolean readOnly() default false;
}

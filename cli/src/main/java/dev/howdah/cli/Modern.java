package dev.howdah.cli;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.MethodModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;

/**
 * Lifts a jar's classes from before Java 6 to a newer class file version, with stack maps: AOT caches can't hold
 * classes that the old verifier has to check, and picocli's are such, a third of the time that a command takes to
 * start. The launcher calls it.
 */
final class Modern {

    private static final int JAVA_6 = 50;
    private static final int JAVA_17 = 61;

    private Modern() {}

    /** @param args the jar to read, on the class path, and the jar to write */
    public static void main(String[] args) throws IOException {
        ClassFile classFile = ClassFile.of(
                ClassFile.StackMapsOption.GENERATE_STACK_MAPS,
                ClassFile.ClassHierarchyResolverOption.of(
                        ClassHierarchyResolver.ofResourceParsing(ClassLoader.getSystemClassLoader())));
        try (var in = new JarFile(args[0]);
                var out = new JarOutputStream(Files.newOutputStream(Path.of(args[1])))) {
            for (var entry : Collections.list(in.entries())) {
                byte[] bytes = in.getInputStream(entry).readAllBytes();
                var copy = new ZipEntry(entry.getName());
                copy.setLastModifiedTime(entry.getLastModifiedTime());
                out.putNextEntry(copy);
                out.write(entry.getName().endsWith(".class") ? lifted(classFile, bytes) : bytes);
                out.closeEntry();
            }
        }
    }

    private static byte[] lifted(ClassFile classFile, byte[] bytes) {
        var model = classFile.parse(bytes);
        if (model.majorVersion() >= JAVA_6) {
            return bytes;
        }
        ClassTransform methods =
                ClassTransform.transformingMethods(MethodModel.class::isInstance, (builder, element) -> {
                    if (element instanceof java.lang.classfile.CodeModel code) {
                        builder.transformCode(code, CodeTransform.ACCEPT_ALL);
                    } else {
                        builder.with(element);
                    }
                });
        ClassTransform version = (builder, element) -> {
            if (element instanceof ClassFileVersion) {
                builder.withVersion(JAVA_17, 0);
            } else {
                builder.with(element);
            }
        };
        return classFile.transformClass(model, version.andThen(methods));
    }
}

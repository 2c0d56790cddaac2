package dev.howdah;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** What keeps the core pure and its names short. */
@AnalyzeClasses(packages = "dev.howdah", importOptions = ImportOption.DoNotIncludeTests.class)
class HouseRulesTest {

    @ArchTest
    static final ArchRule the_core_depends_on_little = classes()
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "dev.howdah..",
                    "java..",
                    "com.fasterxml.jackson.annotation..",
                    "tools.jackson..",
                    "org.snakeyaml.engine..",
                    "org.jspecify..",
                    "org.slf4j..");

    @ArchTest
    static final ArchRule the_core_speaks_to_no_database_or_server = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.sql..", "javax.sql..", "java.net.http..");

    @ArchTest
    static final ArchRule model_and_plans_touch_no_file_and_no_socket = noClasses()
            .that()
            .resideInAnyPackage("dev.howdah.resource..", "dev.howdah.plan..")
            .should()
            .dependOnClassesThat()
            .haveNameMatching("java\\.io\\.(File.*|RandomAccessFile)|java\\.nio\\.(file|channels)\\..*|java\\.net\\."
                    + "(Socket|ServerSocket|URL|URLConnection|DatagramSocket)");

    @ArchTest
    static final ArchRule packages_have_no_cycles =
            slices().matching("dev.howdah.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule the_model_knows_nothing_of_what_uses_it = noClasses()
            .that()
            .resideInAPackage("dev.howdah.resource..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "dev.howdah.plan..", "dev.howdah.spi..", "dev.howdah.control..", "dev.howdah.reconcile..");

    @ArchTest
    static final ArchRule names_say_something = noClasses()
            .should()
            .haveNameMatching(".*\\.(Abstract|Base)[A-Z]\\w*|.*(Impl|Utils?|Manager|Helper|Processor|Data|Info)");
}

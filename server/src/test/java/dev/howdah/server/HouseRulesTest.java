package dev.howdah.server;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Where dependencies stop, over core, postgres, kubernetes, aws and server together. */
@AnalyzeClasses(packages = "dev.howdah", importOptions = ImportOption.DoNotIncludeTests.class)
class HouseRulesTest {

    @ArchTest
    static final ArchRule the_core_knows_no_other_module = noClasses()
            .that()
            .resideInAnyPackage(
                    "dev.howdah.resource..",
                    "dev.howdah.plan..",
                    "dev.howdah.spi..",
                    "dev.howdah.reconcile..",
                    "dev.howdah.control..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "dev.howdah.postgres..",
                    "dev.howdah.kubernetes..",
                    "dev.howdah.aws..",
                    "dev.howdah.server..",
                    "dev.howdah.cli..");

    @ArchTest
    static final ArchRule postgres_knows_no_door = noClasses()
            .that()
            .resideInAPackage("dev.howdah.postgres..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.howdah.server..", "dev.howdah.control..", "dev.howdah.reconcile..");

    @ArchTest
    static final ArchRule http_stops_at_the_rest_door = noClasses()
            .that()
            .resideOutsideOfPackage("dev.howdah.server.rest..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.javalin..", "org.eclipse.jetty..", "jakarta.servlet..");

    @ArchTest
    static final ArchRule fabric8_stops_at_kubernetes = noClasses()
            .that()
            .resideOutsideOfPackage("dev.howdah.kubernetes..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.fabric8..");

    @ArchTest
    static final ArchRule the_aws_sdk_stops_at_aws = noClasses()
            .that()
            .resideOutsideOfPackage("dev.howdah.aws..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("software.amazon..");

    @ArchTest
    static final ArchRule the_clouds_know_nothing_but_the_ports = noClasses()
            .that()
            .resideInAnyPackage("dev.howdah.kubernetes..", "dev.howdah.aws..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "dev.howdah.server..", "dev.howdah.postgres..", "dev.howdah.control..", "dev.howdah.reconcile..");

    @ArchTest
    static final ArchRule the_stores_libraries_stop_at_the_store = noClasses()
            .that()
            .resideOutsideOfPackages(
                    "dev.howdah.server.store..", "dev.howdah.server.vault..", "dev.howdah.server.work..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.jdbi..", "org.flywaydb..", "com.zaxxer..", "com.github.kagkarlsson..");

    @ArchTest
    static final ArchRule the_rest_door_goes_through_the_control_plane = noClasses()
            .that()
            .resideInAPackage("dev.howdah.server.rest..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "dev.howdah.postgres..",
                    "dev.howdah.reconcile..",
                    "dev.howdah.server.store..",
                    "dev.howdah.server.vault..",
                    "dev.howdah.server.work..");

    @ArchTest
    static final ArchRule postgres_packages_have_no_cycles =
            slices().matching("dev.howdah.postgres.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule names_say_something = noClasses()
            .should()
            .haveNameMatching(".*\\.(Abstract|Base)[A-Z]\\w*|.*(Impl|Utils?|Manager|Helper|Processor|Data|Info)");
}

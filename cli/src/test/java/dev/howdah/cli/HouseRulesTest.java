package dev.howdah.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The command line talks REST; only what tests and opens connections speaks to PostgreSQL. */
@AnalyzeClasses(packages = "dev.howdah", importOptions = ImportOption.DoNotIncludeTests.class)
class HouseRulesTest {

    @ArchTest
    static final ArchRule it_knows_no_server = noClasses()
            .that()
            .resideInAPackage("dev.howdah.cli..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "dev.howdah.server..", "dev.howdah.postgres..", "dev.howdah.reconcile..", "dev.howdah.control..");

    @ArchTest
    static final ArchRule only_its_pg_room_and_psql_speak_to_postgresql = noClasses()
            .that()
            .resideInAPackage("dev.howdah.cli..")
            .and()
            .resideOutsideOfPackage("dev.howdah.cli.pg..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.postgresql..");

    @ArchTest
    static final ArchRule names_say_something = noClasses()
            .should()
            .haveNameMatching(".*\\.(Abstract|Base)[A-Z]\\w*|.*(Impl|Utils?|Manager|Helper|Processor|Data|Info)");
}

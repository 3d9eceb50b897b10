package io.bulwark.policy;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    private static final JavaClasses MAIN = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.bulwark.policy");

    @Test
    void policyKnowsNothingOfTheOutsideWorld() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "java.net..",
                        "java.nio.file..",
                        "java.nio.channels..",
                        "io.netty..",
                        "io.fabric8..",
                        "java.sql..")
                .orShould()
                .dependOnClassesThat()
                .belongToAnyOf(java.io.File.class, java.io.FileInputStream.class, java.io.FileOutputStream.class)
                .because("a decision must be repeatable from what it was given")
                .check(MAIN);
    }

    @Test
    void policyHasNoClockAndNoChance() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.time.Clock")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.time.Instant")
                .orShould()
                .dependOnClassesThat()
                .resideInAPackage("java.util.random..")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.util.Random")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .accessField(System.class, "out")
                .because("time and chance come in through the constructor, and policy has neither")
                .check(MAIN);
    }

    @Test
    void yamlKnowsNothingOfPolicy() {
        noClasses()
                .that()
                .resideInAPackage("io.bulwark.policy.yaml")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.bulwark.policy")
                .because("strict reading is the same for every document")
                .check(MAIN);
    }

    @Test
    void descriptorsKnowNothingOfPolicy() {
        noClasses()
                .that()
                .resideInAPackage("io.bulwark.policy.descriptor")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.bulwark.policy", "com.fasterxml..")
                .because("a descriptor set says the same whatever policy makes of it")
                .check(MAIN);
    }

    @Test
    void nothingThatRunsDependsOnTheProtobufLibrary() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.google.protobuf..")
                .because("it is there for tests to hold our own reader against")
                .check(MAIN);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("io.bulwark.(**)").should().beFreeOfCycles().check(MAIN);
    }
}

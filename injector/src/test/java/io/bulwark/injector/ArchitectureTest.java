package io.bulwark.injector;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Clock;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final JavaClasses MAIN = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.bulwark.injector");

    @Test
    void whatBecomesOfAPodIsAPureFunction() {
        noClasses()
                .that()
                .resideInAPackage("..mutate..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "java.net..",
                        "java.nio.file..",
                        "java.util.concurrent..",
                        "java.util.random..",
                        "io.fabric8.kubernetes.client..",
                        "..webhook..",
                        "..certificate..")
                .orShould()
                .dependOnClassesThat()
                .belongToAnyOf(Clock.class, java.util.Random.class)
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .because("the same Pod must always get the same sidecar")
                .check(MAIN);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("io.bulwark.injector.(*)..").should().beFreeOfCycles().check(MAIN);
    }
}

package io.bulwark.signatures;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Who may know whom in the signature module. */
class ArchitectureTest {
    private static final JavaClasses MAIN = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.bulwark.signatures");

    @Test
    void onlyWhoHandsValuesOverByAddressKnowsNativeMemory() {
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        "io.bulwark.signatures.match.hyperscan..",
                        "io.bulwark.signatures.memory..",
                        "io.bulwark.signatures.compile..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("java.lang.foreign..")
                .because("an engine that is replaced must be replaced in one place")
                .check(MAIN);
    }

    @Test
    void onlyTheCompilerAndTheEngineKnowTheEngine() {
        noClasses()
                .that()
                .resideOutsideOfPackages("io.bulwark.signatures.match.hyperscan..", "io.bulwark.signatures.compile..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.bulwark.signatures.match.hyperscan..")
                .check(MAIN);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("io.bulwark.signatures.(*)..")
                .should()
                .beFreeOfCycles()
                .check(MAIN);
    }
}

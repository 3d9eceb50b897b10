package io.bulwark.proxy;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Who may know whom in the data plane. Read it before adding an import. */
class ArchitectureTest {
    private static final String ROOT = "io.bulwark.proxy";
    private static final String[] LOOP_PACKAGES = {
        ROOT + ".relay..", ROOT + ".detect..", ROOT + ".protocol..", ROOT + ".inspect..", ROOT + ".stream.."
    };

    private static final JavaClasses MAIN = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);

    @Test
    void onlyNetAndAdminKnowChannels() {
        noClasses()
                .that()
                .resideOutsideOfPackages(ROOT + ".net..", ROOT + ".admin..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.netty.channel..", "io.netty.handler..", "io.netty.bootstrap..")
                .because("the data path must be testable with a byte array")
                .check(MAIN);
    }

    @Test
    void onlyRelayNetAndAdminKnowBuffers() {
        noClasses()
                .that()
                .resideOutsideOfPackages(ROOT + ".net..", ROOT + ".relay..", ROOT + ".admin..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.netty.buffer..")
                .because("who cannot name a buffer cannot keep one")
                .check(MAIN);
    }

    @Test
    void protocolsDoNotKnowEachOther() {
        slices().matching(ROOT + ".protocol.(*)..")
                .should()
                .notDependOnEachOther()
                .ignoreDependency(
                        com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage(
                                ROOT + ".protocol.tls.."),
                        com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage(
                                ROOT + ".protocol.opaque.."))
                .ignoreDependency(
                        com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage(
                                ROOT + ".protocol.http1..", ROOT + ".protocol.http2.."),
                        com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage(
                                ROOT + ".protocol.http.."))
                .because("a protocol is one package; TLS is an opaque flow with a name, HTTP has two wire formats")
                .check(MAIN);
    }

    @Test
    void protocolsKnowOnlyTheirContract() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + ".protocol..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        ROOT + ".net..",
                        ROOT + ".relay..",
                        ROOT + ".inspect..",
                        ROOT + ".decide..",
                        ROOT + ".event..",
                        ROOT + ".telemetry..",
                        ROOT + ".control..",
                        ROOT + ".admin..",
                        ROOT)
                .because("a conversation reads and carries out; others judge and move bytes")
                .check(MAIN);
    }

    @Test
    void inspectionKnowsNoConcreteProtocol() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + ".inspect..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        ROOT + ".protocol.http..",
                        ROOT + ".protocol.http1..",
                        ROOT + ".protocol.http2..",
                        ROOT + ".protocol.redis..",
                        ROOT + ".protocol.mysql..",
                        ROOT + ".protocol.tls..",
                        ROOT + ".protocol.opaque..",
                        ROOT + ".net..",
                        ROOT + ".relay..")
                .because("a signature reads fields, whichever protocol they came from")
                .check(MAIN);
    }

    @Test
    void decisionsAndViewsAreFreeOfTheOutsideWorld() {
        noClasses()
                .that()
                .resideInAnyPackage(ROOT + ".decide..", ROOT + ".stream..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "java.io..",
                        "java.net..",
                        "java.nio.file..",
                        "java.nio.channels..",
                        "java.time..",
                        "io.netty..")
                .check(MAIN);
    }

    @Test
    void nobodyKnowsTheCompositionRoot() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(ROOT)
                .because("parts are handed out, never fetched")
                .check(MAIN);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(MAIN);
    }

    @Test
    void timeAndChanceComeInThroughConstructors() {
        noClasses()
                .that()
                .resideOutsideOfPackages(ROOT, ROOT + ".demo..")
                .should()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(Thread.class, "sleep", long.class)
                .orShould()
                .callMethod(Thread.class, "sleep", Duration.class)
                .orShould()
                .callConstructor(java.util.Random.class)
                .orShould()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .check(MAIN);
    }

    @Test
    void whatRunsOnALoopNeedsNoLock() {
        noClasses()
                .that()
                .resideInAnyPackage(LOOP_PACKAGES)
                .should()
                .dependOnClassesThat()
                .belongToAnyOf(ThreadLocal.class)
                .orShould()
                .dependOnClassesThat()
                .resideInAnyPackage("java.util.concurrent.locks..")
                .because("a flow belongs to one event loop")
                .check(MAIN);
        com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields()
                .that()
                .areDeclaredInClassesThat()
                .resideInAnyPackage(LOOP_PACKAGES)
                .should()
                .haveModifier(JavaModifier.VOLATILE)
                .check(MAIN);
        com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods()
                .that()
                .areDeclaredInClassesThat()
                .resideInAnyPackage(LOOP_PACKAGES)
                .should()
                .haveModifier(JavaModifier.SYNCHRONIZED)
                .check(MAIN);
    }

    @Test
    void everyPackageSaysWhatItIsFor() {
        for (var owner : MAIN.stream().map(type -> type.getPackage()).distinct().toList()) {
            org.assertj.core.api.Assertions.assertThat(owner.tryGetPackageInfo())
                    .as("package-info of " + owner.getName())
                    .isPresent();
        }
        classes()
                .that()
                .haveSimpleName("package-info")
                .should()
                .beAnnotatedWith(org.jspecify.annotations.NullMarked.class)
                .check(MAIN);
    }
}

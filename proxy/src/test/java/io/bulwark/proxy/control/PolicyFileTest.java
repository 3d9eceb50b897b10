package io.bulwark.proxy.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.bulwark.policy.Mode;
import io.bulwark.proxy.telemetry.Meters;
import io.bulwark.proxy.telemetry.ProxyMeters;
import io.bulwark.proxy.testing.Deadline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.text.MessageFormat;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicyFileTest {
    private static final Set<String> GROUPS = Set.of("sqli", "xss");

    private final Meters meters = new Meters();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    private static String policy(String mode, String groups) {
        return """
                apiVersion: bulwark.io/v1alpha1
                kind: InspectionPolicy
                metadata:
                  name: test
                spec:
                  mode: %s
                  signatures:
                    default: Block
                    groups:
                      %s
                """.formatted(mode, groups);
    }

    private static final String MONITOR = policy("Monitor", "sqli: Report");
    private static final String ENFORCE = policy("Enforce", "sqli: Block");
    private static final String BAD = policy("Sometimes", "sqli: Maybe");

    private Path write(String yaml) throws IOException {
        return Files.writeString(folder.resolve("policy.yaml"), yaml);
    }

    private PolicyFile opened(Path path) {
        return switch (PolicyFile.open(path, GROUPS, meters, InstantSource.system(), Duration.ofMillis(5))) {
            case PolicyOpening.Opened(var file) -> file;
            case PolicyOpening.Refused(var problems) -> throw new AssertionError(problems);
        };
    }

    private long reloads(String outcome) {
        return meters.counter(ProxyMeters.POLICY_RELOADS, outcome).sum();
    }

    @Test
    void aBadFileAtTheStartIsRefusedWithEveryProblem() throws IOException {
        // When
        var opening = PolicyFile.open(write(BAD), GROUPS, meters, InstantSource.system());
        // Then
        assertThat(opening)
                .isInstanceOfSatisfying(
                        PolicyOpening.Refused.class,
                        refused -> assertThat(refused.problems())
                                .extracting(problem -> problem.key())
                                .containsExactly("spec.mode", "spec.signatures.groups.sqli"));
    }

    @Test
    void aMissingFileAtTheStartIsRefused() {
        // When
        var opening = PolicyFile.open(folder.resolve("none.yaml"), GROUPS, meters, InstantSource.system());
        // Then
        assertThat(opening)
                .isInstanceOfSatisfying(
                        PolicyOpening.Refused.class,
                        refused -> assertThat(refused.problems().toString())
                                .contains("none.yaml cannot be read: NoSuchFileException"));
    }

    @Test
    void aGroupThatTheCatalogueLacksIsAWarning() throws IOException {
        // When
        var file = opened(write(policy("Monitor", "sqlli: Block")));
        // Then
        assertThat(file.source().lastReload())
                .isInstanceOfSatisfying(
                        Reload.Taken.class,
                        taken -> assertThat(taken.warnings().toString())
                                .contains(
                                        "spec.signatures.groups.sqlli names a group that the catalogue does not have"));
    }

    @Test
    void aChangedFileIsTakenWhenTwoPollsReadTheSame() throws IOException {
        // Given
        var path = write(MONITOR);
        var file = opened(path);
        var first = file.source().get().revision();
        write(ENFORCE);
        // When
        file.poll();
        var afterOne = file.source().get().revision();
        file.poll();
        // Then
        assertThat(afterOne).isEqualTo(first);
        assertThat(file.source().get().inspectionMode()).isEqualTo(Mode.ENFORCE);
        assertThat(reloads("taken")).isEqualTo(1);
        assertThat(meters.scrape().text())
                .contains(
                        "bulwark_policy_info{revision=\"" + file.source().get().revision() + "\"} 1\n");
    }

    @Test
    void aFileThatIsStillBeingWrittenIsNotTaken() throws IOException {
        // Given
        var file = opened(write(ENFORCE));
        var whole = file.source().get().revision();
        // When
        for (var lines = 1; lines <= ENFORCE.lines().count(); lines++) {
            write(String.join("\n", ENFORCE.lines().limit(lines).toList()));
            file.poll();
        }
        // Then
        assertThat(file.source().get().revision()).isEqualTo(whole);
        assertThat(reloads("taken") + reloads("refused")).isZero();
    }

    @Test
    void aBadChangeIsToldOnceAndTheLastGoodPolicyStays() throws IOException {
        // Given
        var told = new ArrayList<String>();
        var logger = Logger.getLogger(PolicyFile.class.getName());
        var listener = listener(told);
        var path = write(MONITOR);
        var file = opened(path);
        var good = file.source().get();
        write(BAD);
        // When
        logger.addHandler(listener);
        logger.setUseParentHandlers(false);
        for (var round = 0; round < 5; round++) {
            file.poll();
        }
        logger.removeHandler(listener);
        logger.setUseParentHandlers(true);
        // Then
        assertThat(file.source().get()).isSameAs(good);
        assertThat(told).hasSize(2).allMatch(line -> line.contains("revision " + good.revision() + " stays in force"));
        assertThat(told.getFirst())
                .contains("spec.mode must be one of Monitor, Enforce")
                .contains("Sometimes");
        assertThat(reloads("refused")).isEqualTo(1);
        assertThat(meters.scrape().text()).contains("bulwark_policy_stale 1\n");
    }

    @Test
    void goingBackToTheOldContentEndsTheTrouble() throws IOException {
        // Given
        var file = opened(write(MONITOR));
        write(BAD);
        file.poll();
        file.poll();
        write(MONITOR);
        // When
        file.poll();
        file.poll();
        // Then
        assertThat(file.source().lastReload()).isInstanceOf(Reload.Taken.class);
        assertThat(meters.scrape().text()).contains("bulwark_policy_stale 0\n");
    }

    @Test
    void anEmptiedOrDeletedFileLeavesThePolicyInForce() throws IOException {
        // Given
        var path = write(ENFORCE);
        var file = opened(path);
        // When
        write("");
        file.poll();
        file.poll();
        Files.delete(path);
        file.poll();
        file.poll();
        // Then
        assertThat(file.source().get().inspectionMode()).isEqualTo(Mode.ENFORCE);
        assertThat(reloads("refused")).isEqualTo(2);
    }

    @Test
    void aSwappedLinkAboveTheFileIsSeen() throws IOException {
        // Given
        var old = Files.createDirectory(folder.resolve("..2026_1"));
        var next = Files.createDirectory(folder.resolve("..2026_2"));
        Files.writeString(old.resolve("policy.yaml"), MONITOR);
        Files.writeString(next.resolve("policy.yaml"), ENFORCE);
        var data = Files.createSymbolicLink(folder.resolve("..data"), old.getFileName());
        var path = Files.createSymbolicLink(folder.resolve("policy.yaml"), Path.of("..data", "policy.yaml"));
        try (var file = opened(path).start()) {
            // When
            var swap = Files.createSymbolicLink(folder.resolve("..data_tmp"), next.getFileName());
            Files.move(swap, data, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            // Then
            Deadline.await("the policy is in force", () -> file.source().get().inspectionMode() == Mode.ENFORCE);
        }
    }

    @Test
    void aChangeThatKeepsTheStampOfAnOldFileIsStillFoundThroughItsSize() throws IOException {
        // Given
        var path = write(MONITOR);
        var stamp = FileTime.fromMillis(1_000_000_000_000L);
        Files.setLastModifiedTime(path, stamp);
        var file = opened(path);
        write(ENFORCE + "# longer\n");
        Files.setLastModifiedTime(path, stamp);
        // When
        file.poll();
        file.poll();
        // Then
        assertThat(file.source().get().inspectionMode()).isEqualTo(Mode.ENFORCE);
    }

    private static String naming(String... fields) {
        var actions = new StringBuilder();
        for (var field : fields) {
            actions.append("{name: ").append(field).append(", groups: {sqli: Off}}");
        }
        return MONITOR + "  grpc:\n    descriptors: [sets/a.pb]\n"
                + (fields.length == 0 ? "" : "    fields: [" + actions + "]\n");
    }

    private Path describe(String field) throws IOException {
        var sets = Files.createDirectories(folder.resolve("sets"));
        return Files.write(sets.resolve("a.pb"), Descriptors.withField(field));
    }

    @Test
    void aNamedFileIsReadBesideThePolicy() throws IOException {
        // Given
        describe("card");
        // When
        var file = opened(write(naming("t.M.card")));
        // Then
        assertThat(file.source().lastReload())
                .isInstanceOfSatisfying(
                        Reload.Taken.class,
                        taken -> assertThat(taken.warnings()).isEmpty());
        assertThat(file.source().get().inspection().grpc().descriptors()).containsExactly("sets/a.pb");
    }

    @Test
    void aNamedFileThatIsMissingIsRefused() throws IOException {
        // When
        var opening = PolicyFile.open(write(naming()), GROUPS, meters, InstantSource.system());
        // Then
        assertThat(opening)
                .isInstanceOfSatisfying(
                        PolicyOpening.Refused.class,
                        refused -> assertThat(refused.problems().toString())
                                .contains("spec.grpc.descriptors[0] names \"sets/a.pb\", which cannot be read:"
                                        + " NoSuchFileException"));
    }

    @Test
    void aChangeOfANamedFileIsTakenWhenTwoPollsReadTheSame() throws IOException {
        // Given
        describe("card");
        var file = opened(write(naming()));
        var first = file.source().get().revision();
        describe("name");
        // When
        file.poll();
        var afterOne = file.source().get().revision();
        file.poll();
        file.poll();
        // Then
        assertThat(afterOne).isEqualTo(first);
        assertThat(file.source().get().revision()).isNotEqualTo(first);
        assertThat(reloads("taken")).isEqualTo(1);
    }

    @Test
    void aNamedFileThatGoesBadLeavesThePolicyInForceUntilItIsGood() throws IOException {
        // Given
        var set = describe("card");
        var file = opened(write(naming("t.M.card")));
        var good = file.source().get();
        // When
        describe("name");
        file.poll();
        file.poll();
        var afterRename = file.source().get();
        Files.delete(set);
        file.poll();
        file.poll();
        var afterLoss = file.source().get();
        describe("card");
        file.poll();
        file.poll();
        // Then
        assertThat(afterRename).isSameAs(good);
        assertThat(afterLoss).isSameAs(good);
        assertThat(reloads("refused")).isEqualTo(2);
        assertThat(reloads("taken")).isEqualTo(1);
        assertThat(file.source().get().revision()).isEqualTo(good.revision());
    }

    @Test
    void aFileThatIsNamedByAChangeIsReadAndWatched() throws IOException {
        // Given
        var file = opened(write(MONITOR));
        describe("card");
        write(naming());
        file.poll();
        file.poll();
        var named = file.source().get().revision();
        // When
        describe("name");
        file.poll();
        file.poll();
        // Then
        assertThat(file.source().get().revision()).isNotEqualTo(named);
        assertThat(reloads("taken")).isEqualTo(2);
    }

    @Test
    void aFileThatIsNotNamedAnyMoreIsNotWatched() throws IOException {
        // Given
        describe("card");
        var file = opened(write(naming()));
        write(MONITOR);
        file.poll();
        file.poll();
        // When
        describe("name");
        file.poll();
        file.poll();
        // Then
        assertThat(reloads("taken")).isEqualTo(1);
    }

    @Test
    void aGroupOfAFieldThatTheCatalogueLacksIsAWarning() throws IOException {
        // Given
        describe("card");
        // When
        var file = opened(write(naming("t.M.card").replace("sqli: Off", "sqlli: Off")));
        // Then
        assertThat(file.source().lastReload())
                .isInstanceOfSatisfying(
                        Reload.Taken.class,
                        taken -> assertThat(taken.warnings().toString())
                                .contains("spec.grpc.fields[0].groups.sqlli names a group that the catalogue does not"
                                        + " have"));
    }

    @Test
    void aCheckReadsTheNamedFilesToo() throws IOException {
        // When
        var problems = PolicyCheck.of(write(naming()), GROUPS);
        // Then
        assertThat(problems).singleElement().asString().contains("\"sets/a.pb\", which cannot be read");
    }

    private static Handler listener(List<String> told) {
        return new Handler() {
            @Override
            public void publish(LogRecord entry) {
                told.add(MessageFormat.format(entry.getMessage(), entry.getParameters()));
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
    }
}

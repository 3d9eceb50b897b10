package io.bulwark.proxy.proof;

import io.bulwark.policy.GrpcInspection;
import io.bulwark.policy.NamedFiles;
import io.bulwark.policy.PolicyParse;
import io.bulwark.policy.PolicyParser;
import io.bulwark.policy.PolicySnapshot;
import io.bulwark.policy.ServiceAllowlist;
import io.bulwark.policy.learn.LearnedProfile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Collectors;

/** Policy files as the commands read and write them. */
final class PolicyFiles {
    private PolicyFiles() {}

    /** The text of a file. */
    static String text(Path path) throws Stop {
        try (var in = Files.newInputStream(path)) {
            var bytes = in.readNBytes(PolicyParser.MAX_BYTES + 1);
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException failure) {
            throw new Stop(PolicyCommand.FAILED, path + " cannot be read: " + failure);
        }
    }

    /** The policy in a file. */
    static PolicySnapshot read(Path path) throws Stop {
        return switch (parse(path, text(path))) {
            case PolicyParse.Parsed(var snapshot, var _) -> snapshot;
            case PolicyParse.Rejected(var problems) ->
                throw new Stop(
                        PolicyCommand.BAD_POLICY,
                        problems.stream().map(problem -> path + ": " + problem).collect(Collectors.joining("\n")));
        };
    }

    /** The profile in a file, or in standard input if that is {@code -}. */
    static LearnedProfile profile(Path path) throws Stop {
        try (var in = path.toString().equals("-") ? System.in : Files.newInputStream(path)) {
            var bytes = in.readNBytes(LearnedProfile.MAX_PRINTED + 1);
            return LearnedProfile.readPrinted(new String(bytes, StandardCharsets.UTF_8));
        } catch (IOException failure) {
            throw new Stop(PolicyCommand.FAILED, path + " cannot be read: " + failure);
        } catch (IllegalArgumentException none) {
            throw new Stop(PolicyCommand.BAD_POLICY, path + " is no " + LearnedProfile.KIND + ": " + none.getMessage());
        }
    }

    /** The allowlist of a file. */
    static ServiceAllowlist allowlist(Path path) throws Stop {
        return read(path)
                .allowlist()
                .orElseThrow(() -> new Stop(PolicyCommand.BAD_POLICY, path + " holds no " + ServiceAllowlist.KIND));
    }

    /** The allowlist in a text that stands, or will stand, in a file; empty when it is refused or holds none. */
    static Optional<ServiceAllowlist> allowlist(Path path, String text) {
        return switch (parse(path, text)) {
            case PolicyParse.Parsed(var snapshot, var _) -> snapshot.allowlist();
            case PolicyParse.Rejected _ -> Optional.empty();
        };
    }

    private static PolicyParse parse(Path path, String text) {
        return PolicyParser.parse(text.getBytes(StandardCharsets.UTF_8), name -> named(path.resolveSibling(name)));
    }

    private static NamedFiles.Outcome named(Path path) {
        try (var in = Files.newInputStream(path)) {
            return new NamedFiles.Outcome.Whole(in.readNBytes(GrpcInspection.MAX_DESCRIPTOR_BYTES + 1));
        } catch (IOException failure) {
            return new NamedFiles.Outcome.Unreadable(failure.getClass().getSimpleName());
        }
    }

    static void write(Path path, String text) throws Stop {
        try {
            Files.writeString(path, text);
        } catch (IOException failure) {
            throw new Stop(PolicyCommand.FAILED, path + " cannot be written: " + failure);
        }
    }
}

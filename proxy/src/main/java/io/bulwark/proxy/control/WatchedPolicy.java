package io.bulwark.proxy.control;

import io.bulwark.policy.GrpcInspection;
import io.bulwark.policy.NamedFiles;
import io.bulwark.policy.PolicyParse;
import io.bulwark.policy.PolicyParser;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A policy file and the files that it names, each read again only when it may have changed. */
final class WatchedPolicy {
    /*
     * Which files a policy names is known once it is parsed. So the names that the last parsing asked for are watched, and
     * a file that is named for the first time is read while the policy is parsed.
     */
    private final Path path;
    private final InstantSource clock;
    private final WatchedFile file;
    private final Map<String, WatchedFile> named = new TreeMap<>();

    /** What is in all of the files. Equal when all of them say the same. */
    record Content(WatchedFile.Content policy, Map<String, WatchedFile.Content> named) {
        Content {
            named = Map.copyOf(named);
        }
    }

    /**
     * What became of a content.
     *
     * @param content with every file that the policy names now, and no other
     */
    record Reading(PolicyParse parse, Content content) {}

    WatchedPolicy(Path path, InstantSource clock) {
        this.path = path;
        this.clock = clock;
        file = new WatchedFile(path, PolicyParser.MAX_BYTES, clock);
    }

    Path path() {
        return path;
    }

    /** Reads the policy file and parses it, with all files that it names. */
    Reading read(PolicyReader reader) {
        return parse(new Content(file.read(), Map.of()), reader);
    }

    /** What is in the files now. */
    Content readIfTouched(Content last) {
        Map<String, WatchedFile.Content> contents = new TreeMap<>();
        named.forEach(
                (name, watched) -> contents.put(name, read(watched, last.named().get(name))));
        return new Content(file.readIfTouched(last.policy()), contents);
    }

    private static WatchedFile.Content read(WatchedFile watched, WatchedFile.@Nullable Content last) {
        return last == null ? watched.read() : watched.readIfTouched(last);
    }

    /** Parses a content. */
    Reading parse(Content content, PolicyReader reader) {
        return switch (content.policy()) {
            case WatchedFile.Content.Unreadable unreadable ->
                new Reading(new PolicyParse.Rejected(List.of(unreadable.problem(path))), content);
            case WatchedFile.Content.Whole(var yaml) -> {
                Map<String, WatchedFile.Content> asked = new TreeMap<>();
                var parse =
                        reader.read(yaml, name -> outcome(asked.computeIfAbsent(name, _ -> content(content, name))));
                named.keySet().retainAll(asked.keySet());
                yield new Reading(parse, new Content(content.policy(), asked));
            }
        };
    }

    private WatchedFile.Content content(Content content, String name) {
        var watched = named.computeIfAbsent(
                name, _ -> new WatchedFile(path.resolveSibling(name), GrpcInspection.MAX_DESCRIPTOR_BYTES, clock));
        var known = content.named().get(name);
        return known == null ? watched.read() : known;
    }

    private static NamedFiles.Outcome outcome(WatchedFile.Content content) {
        return switch (content) {
            case WatchedFile.Content.Whole(var bytes) -> new NamedFiles.Outcome.Whole(bytes);
            case WatchedFile.Content.Unreadable(var why) -> new NamedFiles.Outcome.Unreadable(why);
        };
    }
}

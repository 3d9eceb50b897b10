package io.bulwark.proxy.control;

import io.bulwark.policy.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A file of bounded size, read again only when it may have changed. */
final class WatchedFile {
    /** Two writes within this time may leave the same time stamp. */
    private static final Duration STAMP_GRAIN = Duration.ofSeconds(2);

    private final Path path;
    private final int maxBytes;
    private final InstantSource clock;
    private @Nullable Stamp trusted;

    /** What is in the file. Equal when the file says the same. */
    sealed interface Content {
        /** All of its bytes. */
        @SuppressWarnings("ArrayRecordComponent")
        record Whole(byte[] bytes) implements Content {
            @Override
            public boolean equals(Object other) {
                return other instanceof Whole(var others) && Arrays.equals(bytes, others);
            }

            @Override
            public int hashCode() {
                return Arrays.hashCode(bytes);
            }
        }

        /** @param why such as {@code NoSuchFileException} */
        record Unreadable(String why) implements Content {
            Problem problem(Path path) {
                return new Problem(Problem.Level.ERROR, 0, path.toString(), "cannot be read: " + why);
            }
        }
    }

    /** What tells one state of a file from another without reading it. */
    private record Stamp(
            long modifiedMillis, long size, @Nullable Object key) {}

    /** @param maxBytes the largest size that whoever takes the content allows */
    WatchedFile(Path path, int maxBytes, InstantSource clock) {
        this.path = path;
        this.maxBytes = maxBytes;
        this.clock = clock;
    }

    /** What is in the file now; {@code last} itself if it cannot have changed since that was read. */
    Content readIfTouched(Content last) {
        var known = trusted;
        return known != null && known.equals(stamp()) ? last : read();
    }

    Content read() {
        var before = stamp();
        trusted = null;
        try (var in = Files.newInputStream(path)) {
            // One byte more than is allowed is enough to have it refused.
            var bytes = in.readNBytes(maxBytes + 1);
            if (before != null && before.modifiedMillis() < clock.millis() - STAMP_GRAIN.toMillis()) {
                trusted = before;
            }
            return new Content.Whole(bytes);
        } catch (IOException e) {
            return new Content.Unreadable(e.getClass().getSimpleName());
        }
    }

    /** The stamp of the file that the path leads to now, through any links. */
    private @Nullable Stamp stamp() {
        try {
            var attributes = Files.readAttributes(path, BasicFileAttributes.class);
            return new Stamp(attributes.lastModifiedTime().toMillis(), attributes.size(), attributes.fileKey());
        } catch (IOException _) {
            return null;
        }
    }
}

package io.bulwark.proxy.control;

import io.bulwark.policy.PolicyParse;
import io.bulwark.policy.Problem;
import io.bulwark.proxy.telemetry.Meters;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A policy file, and the files that it names, that are looked at again and again; a good change is put in force, a bad one is
 * told and left alone.
 */
public final class PolicyFile implements AutoCloseable {
    /*
     * The files are polled. A mounted ConfigMap is changed by swapping a symbolic link in a folder above it, which a watch on
     * the file itself never sees, and watches are a limited resource of the node.
     *
     * New content is taken only when two polls in a row read the same: a file that is being written in place would
     * otherwise be read cut off, and a policy that is cut off at a line end may well parse. Only a file that is named for the
     * first time is read just once; if it was cut off then, the polls that follow find that it has changed.
     */
    private static final System.Logger LOG = System.getLogger(PolicyFile.class.getName());
    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final Duration GOODBYE = Duration.ofSeconds(2);
    private static final int MAX_LOGGED = 20;

    private final WatchedPolicy files;
    private final PolicyReader reader;
    private final PolicySource source;
    private final InstantSource clock;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;
    private WatchedPolicy.Content settled;
    private WatchedPolicy.Content lastRead;

    private PolicyFile(
            WatchedPolicy files,
            PolicyReader reader,
            PolicySource source,
            InstantSource clock,
            WatchedPolicy.Content first,
            Duration interval) {
        this.files = files;
        this.reader = reader;
        this.source = source;
        this.clock = clock;
        this.settled = first;
        this.lastRead = first;
        this.thread = Thread.ofPlatform().name("bulwark-policy").daemon().unstarted(() -> watch(interval));
    }

    /**
     * Reads a file for the first time. It is not watched before {@link #start}.
     *
     * @param knownGroups the signature groups of the catalogue
     */
    public static PolicyOpening open(Path path, Set<String> knownGroups, Meters meters, InstantSource clock) {
        return open(path, knownGroups, meters, clock, INTERVAL);
    }

    static PolicyOpening open(
            Path path, Set<String> knownGroups, Meters meters, InstantSource clock, Duration interval) {
        var files = new WatchedPolicy(path, clock);
        var reader = new PolicyReader(knownGroups);
        var first = files.read(reader);
        return switch (first.parse()) {
            case PolicyParse.Rejected(var problems) -> new PolicyOpening.Refused(problems);
            case PolicyParse.Parsed(var snapshot, var warnings) -> {
                log(System.Logger.Level.WARNING, path + " is doubtful", warnings);
                var source = new PolicySource(snapshot, warnings, clock.instant(), meters);
                var file = new PolicyFile(files, reader, source, clock, first.content(), interval);
                yield new PolicyOpening.Opened(file);
            }
        };
    }

    public PolicySource source() {
        return source;
    }

    /** Begins to watch. */
    public PolicyFile start() {
        thread.start();
        return this;
    }

    private void watch(Duration interval) {
        try {
            while (!closed.await(interval.toNanos(), TimeUnit.NANOSECONDS)) {
                pollSafely();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** A mistake of ours in reading one policy must not end the watch: the next one may be read well. */
    private void pollSafely() {
        try {
            poll();
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "policy " + files.path() + " could not be looked at", e);
        }
    }

    /** Looks at the files once. Never throws because of what is in them. */
    void poll() {
        var content = files.readIfTouched(lastRead);
        var steady = content.equals(lastRead);
        lastRead = content;
        if (!steady || content.equals(settled)) {
            return;
        }
        // Even if our own mistake ends the parsing: the same content is not tried again.
        settled = content;
        var reading = files.parse(content, reader);
        settled = reading.content();
        lastRead = settled;
        switch (reading.parse()) {
            case PolicyParse.Rejected(var problems) -> refuse(problems);
            case PolicyParse.Parsed(var snapshot, var warnings) -> {
                source.take(snapshot, warnings, clock.instant());
                LOG.log(System.Logger.Level.INFO, "policy revision {0} is in force", snapshot.revision());
                log(System.Logger.Level.WARNING, files.path() + " is doubtful", warnings);
            }
        }
    }

    private void refuse(List<Problem> problems) {
        source.refuse(problems, clock.instant());
        var what = files.path() + " is refused, revision " + source.get().revision() + " stays in force";
        log(System.Logger.Level.ERROR, what, problems);
    }

    private static void log(System.Logger.Level level, String what, List<Problem> problems) {
        problems.stream().limit(MAX_LOGGED).forEach(problem -> LOG.log(level, "policy {0}: {1}", what, problem));
        if (problems.size() > MAX_LOGGED) {
            LOG.log(level, "policy {0}: and {1} more", what, problems.size() - MAX_LOGGED);
        }
    }

    @Override
    public void close() {
        closed.countDown();
        if (!thread.isAlive()) {
            return;
        }
        try {
            thread.join(GOODBYE);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}

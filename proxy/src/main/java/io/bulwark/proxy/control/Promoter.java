package io.bulwark.proxy.control;

import io.bulwark.policy.learn.Profile;
import io.bulwark.policy.learn.Promotion;
import io.bulwark.policy.learn.Promotion.Bounds;
import io.bulwark.policy.learn.Promotion.Stage;
import io.bulwark.policy.proof.Course;
import io.bulwark.policy.proof.Course.Refused;
import io.bulwark.policy.proof.Rollout;
import io.bulwark.proxy.event.EventSink;
import io.bulwark.proxy.event.SecurityEvent;
import io.bulwark.proxy.telemetry.Meters;
import io.bulwark.proxy.telemetry.ProxyMeters;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.InstantSource;
import java.util.List;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/** Takes the allowlist from Learn over Monitor to Enforce as the evidence allows, and back; the policy file stays as it is. */
public final class Promoter implements EventSink {
    /* What to do is a pure function (Rollout) of the profile, the course so far and the policy that is written. Here is only what it
     * needs of the world: the course is kept in a file before it is in force, so that a restart neither forgets a step nor takes it
     * twice; each step is an event; and refusals are taken from the events. */

    private static final System.Logger LOG = System.getLogger(Promoter.class.getName());
    private static final String FILE = "promotion.json";
    private static final int MILLIS = 1000;

    private final Path file;
    private final Bounds bounds;
    private final PolicySource policy;
    private final InstantSource clock;
    private final BiConsumer<Stage, Promotion> steps;
    private final TreeMap<Refused, Long> refused = new TreeMap<>();
    private Profile known = Profile.none();
    private volatile Course course;
    private volatile Promotion last = new Promotion.Stay("nothing was decided yet");

    private Promoter(
            Path file,
            Bounds bounds,
            PolicySource policy,
            InstantSource clock,
            BiConsumer<Stage, Promotion> steps,
            Course course) {
        this.file = file;
        this.bounds = bounds;
        this.policy = policy;
        this.clock = clock;
        this.steps = steps;
        this.course = course;
    }

    /**
     * Takes up the course where it was left.
     *
     * @param folder where it is kept
     * @param steps told of each step, after it is in force, with the stage that it led from
     * @throws IOException if what is kept there cannot be read: it may say that the allowlist is enforced, so it is not passed over
     */
    public static Promoter open(
            Path folder,
            Bounds bounds,
            PolicySource policy,
            InstantSource clock,
            Meters meters,
            BiConsumer<Stage, Promotion> steps)
            throws IOException {
        var file = folder.resolve(FILE);
        Files.createDirectories(folder);
        var promoter = new Promoter(file, bounds, policy, clock, steps, load(file, clock));
        meters.info(
                ProxyMeters.PROMOTION,
                () -> List.of(promoter.course.stage().mode().word()));
        promoter.putInForce(promoter.course);
        return promoter;
    }

    private static Course load(Path file, InstantSource clock) throws IOException {
        if (!Files.exists(file)) {
            return Course.begin(seconds(clock));
        }
        try {
            return Course.read(Files.readString(file));
        } catch (IllegalArgumentException fault) {
            throw new IOException(
                    file + " cannot be understood (remove it to begin again in Learn): " + fault.getMessage(), fault);
        }
    }

    private static long seconds(InstantSource clock) {
        return Math.floorDiv(clock.millis(), MILLIS);
    }

    private void putInForce(Course next) {
        policy.overlay(written -> Rollout.policy(written, next));
    }

    /** Decides again, with what was learned up to now. */
    public synchronized void learned(Profile profile) {
        known = profile;
        long now = seconds(clock);
        var before = course.withRefused(refused);
        refused.clear();
        last = Rollout.decide(profile, before, policy.written(), bounds, now);
        var next = Rollout.next(before, last, profile, now);
        if (next.equals(course) || !keep(next)) {
            return;
        }
        var from = course.stage();
        course = next;
        if (from != next.stage()) {
            putInForce(next);
            steps.accept(from, last);
        }
    }

    /** A step that cannot be kept is not taken: after a restart it would be gone. */
    private boolean keep(Course next) {
        try {
            var fresh = file.resolveSibling(FILE + ".next");
            Files.writeString(fresh, next.json());
            Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            return true;
        } catch (IOException fault) {
            LOG.log(Level.WARNING, () -> "how far the allowlist has come cannot be kept in " + file + ": " + fault);
            return false;
        }
    }

    @Override
    public String name() {
        return "promotion";
    }

    /** Counts the calls of known peers that were refused because no rule allows them. */
    @Override
    public synchronized void write(List<SecurityEvent> batch) {
        if (course.stage() != Stage.ENFORCE) {
            return;
        }
        RefusedCalls.forEach(batch, policy.get(), (side, kind) -> {
            boolean hasRoom = refused.size() < Course.MAX_REFUSED || refused.containsKey(kind);
            if (known.knows(side, kind.peer()) && hasRoom) {
                refused.merge(kind, 1L, Long::sum);
            }
        });
    }

    /** How far the allowlist has come. */
    public Course course() {
        return course;
    }

    /** What was decided last. */
    public Promotion last() {
        return last;
    }
}

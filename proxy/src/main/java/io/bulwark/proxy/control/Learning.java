package io.bulwark.proxy.control;

import io.bulwark.policy.learn.Generaliser;
import io.bulwark.policy.learn.LearnedProfile;
import io.bulwark.policy.learn.LearnerLimits;
import io.bulwark.policy.learn.Profile;
import io.bulwark.policy.learn.Replica;
import io.bulwark.policy.learn.Unusual;
import io.bulwark.policy.proof.RecordedCall;
import io.bulwark.proxy.inspect.Sightings;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What all loops have learned together: asked for now and then, merged, and kept in a file. */
public final class Learning implements AutoCloseable {
    /* A loop is asked by a flag and answers with a copy at its next tick, of which a profile is made here; nobody waits for anybody. What
     * is in the file when the process starts is merged with everything that this process learns, which counts under names of its
     * own, so that nothing is counted twice and nothing is lost but what was learned since the last round. */

    private static final System.Logger LOG = System.getLogger(Learning.class.getName());
    private static final Duration EVERY = Duration.ofSeconds(10);
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final String FILE = "learned.json";
    private static final int MAX_FILE = LearnedProfile.MAX_BYTES;

    private final Optional<Path> file;
    private final InstantSource clock;
    private final long started;
    private final String process;
    private final int loops;
    private final Listener listener;
    private final Profile before;
    private final List<Desk> desks = new CopyOnWriteArrayList<>();
    private volatile Profile profile;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final CountDownLatch closing = new CountDownLatch(1);
    private String written = "";
    private final Thread thread;

    /** Who wants to know what is seen and learned. */
    public interface Listener {
        /** Something is far from what was learned. Called on loops; must answer at once. */
        void unusual(Unusual what);

        /** Whether the next call may be recorded. Called on loops; must answer at once. */
        boolean recording();

        /** A call for the record. Called on loops; must answer at once. */
        void record(RecordedCall call);

        /** All that was learned up to now. Called every few seconds, on one thread at a time. */
        void learned(Profile profile);
    }

    /** What a loop has laid down: made a profile once, and let go then. Read by one round at a time. */
    private static final class Copy {
        private @Nullable Supplier<Profile> unmade;
        private Profile made = Profile.none();

        private Copy(Supplier<Profile> unmade) {
            this.unmade = unmade;
        }

        private Profile profile() {
            if (unmade != null) {
                made = unmade.get();
                unmade = null;
            }
            return made;
        }
    }

    /** Where one loop lays down its copies. */
    private final class Desk implements Sightings.Board {
        private volatile Copy newest = new Copy(Profile::none);
        private volatile boolean wanted;
        private volatile CountDownLatch waiting = new CountDownLatch(0);

        Profile newest() {
            return newest.profile();
        }

        void want(CountDownLatch posted) {
            waiting = posted;
            wanted = true;
        }

        @Override
        public boolean wanted() {
            return wanted;
        }

        @Override
        public boolean recording() {
            return listener.recording();
        }

        @Override
        public void record(RecordedCall call) {
            listener.record(call);
        }

        @Override
        public void post(Supplier<Profile> copy) {
            newest = new Copy(copy);
            wanted = false;
            waiting.countDown();
        }

        @Override
        public Profile known() {
            return profile;
        }

        @Override
        public void tell(Unusual what) {
            listener.unusual(what);
        }
    }

    private Learning(
            Optional<Path> file, String process, Profile before, InstantSource clock, int loops, Listener listener) {
        this.file = file;
        this.process = process;
        this.before = before;
        this.clock = clock;
        this.loops = loops;
        this.listener = listener;
        started = clock.millis();
        profile = before;
        thread = Thread.ofPlatform().daemon().name("bulwark-learning").unstarted(this::run);
    }

    /**
     * Begins to learn.
     *
     * @param folder where what was learned is kept; without one a restart forgets it
     * @param loops how many loops will take a desk
     * @throws IOException if what is kept there cannot be read; what cannot be understood is laid aside, and said
     */
    public static Learning start(Optional<Path> folder, InstantSource clock, int loops, Listener listener)
            throws IOException {
        return start(folder, "proxy", clock, loops, listener);
    }

    /**
     * The same where others learn for the same profile.
     *
     * @param process what tells this process from those that may have started in the same moment, such as the name of its Pod
     */
    public static Learning start(
            Optional<Path> folder, String process, InstantSource clock, int loops, Listener listener)
            throws IOException {
        var file = folder.map(each -> each.resolve(FILE));
        var before = file.isPresent() ? load(file.get()) : Profile.none();
        var learning = new Learning(file, process, before, clock, loops, listener);
        learning.thread.start();
        return learning;
    }

    private static Profile load(Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        if (!Files.exists(file)) {
            return Profile.none();
        }
        if (Files.size(file) > MAX_FILE) {
            throw new IOException(file + " is over " + MAX_FILE + " bytes");
        }
        try {
            return LearnedProfile.read(Files.readString(file)).profile();
        } catch (IllegalArgumentException | IOException fault) {
            var aside = file.resolveSibling(FILE + ".unreadable");
            Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
            LOG.log(
                    Level.WARNING,
                    () -> "what was learned cannot be read, laid aside as " + aside + ": " + fault.getMessage());
            return Profile.none();
        }
    }

    /** What one more loop learns with. */
    public Sightings sightings() {
        var desk = new Desk();
        desks.add(desk);
        var replica = Replica.name(started, process, desks.size() - 1);
        return Sightings.of(LearnerLimits.share(loops), clock, desk, replica);
    }

    /** What is known as of the last round. */
    public Profile profile() {
        return profile;
    }

    private void run() {
        try {
            want();
            while (!closing.await(EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
                round();
                want();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** Asks every loop for a copy; the latch opens when all have answered. */
    private CountDownLatch want() {
        var posted = new CountDownLatch(desks.size());
        desks.forEach(desk -> desk.want(posted));
        return posted;
    }

    /** Merges what the loops have laid down, and writes it if it has changed. */
    private synchronized void round() {
        var all = before;
        for (var desk : desks) {
            all = all.join(desk.newest());
        }
        profile = Generaliser.condensed(all);
        listener.learned(profile);
        file.ifPresent(this::write);
    }

    private void write(Path target) {
        var text = LearnedProfile.of(profile).json();
        if (text.equals(written)) {
            return;
        }
        try {
            var next = target.resolveSibling(FILE + ".next");
            Files.write(next, text.getBytes(StandardCharsets.UTF_8));
            Files.move(next, target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            written = text;
        } catch (IOException fault) {
            LOG.log(Level.WARNING, () -> "what was learned cannot be kept in " + target + ": " + fault);
        }
    }

    /** Asks the loops for fresh copies, waits a moment for them, and merges what has come. */
    public Profile fresh() {
        try {
            // A loop that is busy for longer is heard in the next round.
            var _ = want().await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        round();
        return profile;
    }

    /** Ends the rounds with a last one, best while the loops still run. May be called again. */
    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        closing.countDown();
        try {
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        var _ = fresh();
    }
}

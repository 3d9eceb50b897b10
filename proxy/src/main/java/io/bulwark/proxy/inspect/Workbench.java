package io.bulwark.proxy.inspect;

import io.bulwark.policy.PolicySnapshot;
import io.bulwark.proxy.event.EventQueue;
import io.bulwark.proxy.inspect.normalize.UnfoldBuffers;
import io.bulwark.proxy.inspect.normalize.Unfolder;
import io.bulwark.proxy.inspect.normalize.Unpacker;
import io.bulwark.proxy.stream.Ticker;
import io.bulwark.proxy.telemetry.Meters;
import io.bulwark.signatures.match.Matcher;
import io.bulwark.signatures.match.Scanner;
import io.bulwark.signatures.match.Tally;
import io.bulwark.signatures.memory.NativeBytes;
import java.lang.foreign.Arena;
import java.time.InstantSource;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What one event loop lends to its inspectors: scanner, buffers, pools, clocks, and the policy in force. */
public final class Workbench implements AutoCloseable {
    private static final int MAX_IDLE_BODIES = 64;
    private static final int MAX_IDLE_UNFOLDERS = 8;
    private static final int MAX_IDLE_TALLIES = 8;
    private static final int MAX_IDLE_PARAMETERS = 8;

    private final Matcher matcher;
    private final Scanner scanner;
    private final Supplier<PolicySnapshot> snapshots;
    private final Arena arena = Arena.ofShared();
    private final Candidates candidates;
    private final WholeReader whole;
    private final MessageReader message;
    private final Slots slots;
    private final Blocks blocks = new Blocks();
    private final long sliceA;
    private final long sliceB;
    private final long text;
    private final long prefix;
    private final Unpacker unpacker;
    private final Pool<BodyReader> bodies;
    private final Pool<Unfolder> unfolders;
    private final Pool<Tally> tallies;
    private final Pool<ParameterReader> parameters = new Pool<>(MAX_IDLE_PARAMETERS, ParameterReader::new, _ -> {});
    private final Reporter reporter;
    private final Stopwatch stopwatch;
    private final Sightings sightings;
    private final LoginWatch logins;
    private final Lessons lessons;
    private final long words;
    private final Ticker ticker;
    private @Nullable Rates rates;
    private Stance stance;

    /** A workbench whose flows teach nobody anything. */
    public Workbench(
            Matcher matcher,
            Supplier<PolicySnapshot> snapshots,
            EventQueue events,
            Meters meters,
            Ticker ticker,
            InstantSource clock) {
        this(matcher, snapshots, events, meters, ticker, clock, Sightings.none());
    }

    /**
     * Takes a scanner of the matcher for the calling loop.
     *
     * @param snapshots the policy in force, asked at the start of each message; must answer at once
     */
    public Workbench(
            Matcher matcher,
            Supplier<PolicySnapshot> snapshots,
            EventQueue events,
            Meters meters,
            Ticker ticker,
            InstantSource clock,
            Sightings sightings) {
        this.matcher = matcher;
        this.sightings = sightings;
        this.snapshots = snapshots;
        scanner = matcher.newScanner();
        candidates = new Candidates(matcher);
        whole = new WholeReader(scanner, candidates);
        message = new MessageReader(whole, candidates);
        slots = new Slots(arena);
        sliceA = arena.allocate(ContentReader.sliceRoom()).address();
        sliceB = arena.allocate(ContentReader.sliceRoom()).address();
        text = arena.allocate(BodyReader.TEXT_BYTES).address();
        prefix = arena.allocate(MessagesReader.PREFIX_BYTES).address();
        var unfoldBuffers = new UnfoldBuffers(arena);
        unpacker = new Unpacker(unfoldBuffers);
        bodies = new Pool<>(MAX_IDLE_BODIES, () -> new BodyReader(this), _ -> {});
        unfolders = new Pool<>(MAX_IDLE_UNFOLDERS, () -> new Unfolder(unfoldBuffers), Unfolder::close);
        tallies = new Pool<>(MAX_IDLE_TALLIES, () -> new Tally(matcher), _ -> {});
        reporter = new Reporter(events, new Counts(meters, matcher), clock);
        stopwatch = new Stopwatch(ticker, meters);
        this.ticker = ticker;
        logins = new LoginWatch(ticker);
        lessons = new Lessons(ticker);
        words = arena.allocate(LoginWatch.LONGEST).address();
        stance = new Stance(snapshots.get(), matcher);
    }

    /** What the policy in force says now. */
    Stance stance() {
        var snapshot = snapshots.get();
        if (snapshot != stance.snapshot()) {
            stance = new Stance(snapshot, matcher);
        }
        return stance;
    }

    Scanner scanner() {
        return scanner;
    }

    Candidates candidates() {
        return candidates;
    }

    WholeReader whole() {
        return whole;
    }

    MessageReader message() {
        return message;
    }

    Slots slots() {
        return slots;
    }

    Blocks blocks() {
        return blocks;
    }

    /** Room for one decoded slice of a content. */
    long sliceA() {
        return sliceA;
    }

    /** Room for another decoded slice. */
    long sliceB() {
        return sliceB;
    }

    /** Room for what one piece of base64 text stands for. */
    long text() {
        return text;
    }

    /** Room for one message's prefix. */
    long prefix() {
        return prefix;
    }

    Unpacker unpacker() {
        return unpacker;
    }

    Pool<BodyReader> bodies() {
        return bodies;
    }

    Pool<Unfolder> unfolders() {
        return unfolders;
    }

    Pool<Tally> tallies() {
        return tallies;
    }

    Pool<ParameterReader> parameters() {
        return parameters;
    }

    /** How often each peer has called. */
    Rates rates() {
        if (rates == null) {
            rates = new Rates(ticker);
        }
        return rates;
    }

    /** Counts calls together with other loops; to be said before the first flow. */
    public void countWith(Rates shared) {
        rates = shared;
    }

    /** What this loop learns from its flows. */
    public Sightings sightings() {
        return sightings;
    }

    /** What may be read only to learn from it. */
    Lessons lessons() {
        return lessons;
    }

    Reporter reporter() {
        return reporter;
    }

    Stopwatch stopwatch() {
        return stopwatch;
    }

    LoginWatch logins() {
        return logins;
    }

    /** Copies words about logins to native memory, where they stay until the next ones. */
    long words(String text) {
        for (var index = 0; index < text.length(); index++) {
            NativeBytes.put(words + index, (byte) text.charAt(index));
        }
        return words;
    }

    /** Memory outside the heap that this loop's inspection takes, the matcher's own left out. */
    public long nativeBytes() {
        return scanner.nativeBytes()
                + whole.nativeBytes()
                + slots.nativeBytes()
                + blocks.nativeBytes()
                + unpacker.nativeBytes()
                + 2L * ContentReader.sliceRoom()
                + BodyReader.TEXT_BYTES;
    }

    /** Gives everything back; no inspector of this workbench may be used afterwards. */
    @Override
    public void close() {
        unfolders.close();
        unpacker.close();
        blocks.close();
        whole.close();
        scanner.close();
        arena.close();
    }
}

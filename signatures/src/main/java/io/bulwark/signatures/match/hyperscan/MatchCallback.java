package io.bulwark.signatures.match.hyperscan;

import io.bulwark.signatures.match.MatchSink;
import java.lang.foreign.Arena;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/** What the engine calls for each match, and where the match goes. One a scanner: it knows the scan that is on. */
final class MatchCallback {
    /** Reports of one signature within one scan or piece; a flood of one must neither hide nor slow down the others. */
    static final int MAX_REPORTS = 1_000;

    private static final MethodHandle ON_MATCH = onMatchHandle();
    private static final MatchSink NOWHERE = (_, _) -> {};

    private final long[] scans;
    private final int[] reports;
    private long scan;
    private FieldDatabase database = FieldDatabase.NONE;
    private MatchSink sink = NOWHERE;
    private boolean failed;
    private String problem = "";

    MatchCallback(int signatures) {
        scans = new long[signatures];
        reports = new int[signatures];
    }

    private static MethodHandle onMatchHandle() {
        try {
            var type = MethodType.methodType(int.class, int.class, long.class, long.class, int.class, long.class);
            return MethodHandles.lookup().findVirtual(MatchCallback.class, "onMatch", type);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("onMatch has another type", e);
        }
    }

    /** The address that the engine calls, until the arena is closed. */
    long stub(Arena arena) {
        return HyperscanLibrary.callback(ON_MATCH.bindTo(this), HyperscanRuntime.ON_MATCH, arena);
    }

    void begin(FieldDatabase database, MatchSink sink) {
        this.database = database;
        this.sink = sink;
        scan++;
    }

    /** Ends the scan that {@link #begin} began: whether the engine and the sink did all of it. */
    boolean end(int code) {
        sink = NOWHERE;
        boolean good = code == HyperscanRuntime.SUCCESS && !failed;
        if (code != HyperscanRuntime.SUCCESS) {
            problem = "Hyperscan: " + HyperscanRuntime.describe(code);
        }
        failed = false;
        return good;
    }

    String problem() {
        return problem;
    }

    void problem(String problem) {
        this.problem = problem;
    }

    /*
     * Called from native code. A throw that left this method would end the VM, so everything is caught; a result
     * other than 0 would end the scan and kill the stream, so it is always 0.
     */
    @SuppressWarnings("unused")
    private int onMatch(int place, long from, long to, int flags, long context) {
        if (failed) {
            return 0;
        }
        try {
            int index = database.signatureIndex(place);
            if (scans[index] != scan) {
                scans[index] = scan;
                reports[index] = 0;
            }
            int count = ++reports[index];
            if (count <= MAX_REPORTS) {
                sink.match(index, to);
            } else if (count == MAX_REPORTS + 1) {
                sink.overflow(index);
            }
        } catch (Throwable t) {
            failed = true;
            problem = "the match sink threw " + t.getClass().getName();
        }
        return 0;
    }
}

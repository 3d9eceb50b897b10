package io.bulwark.proxy.relay;

import io.bulwark.policy.Trouble;
import io.bulwark.proxy.detect.Detection;
import io.bulwark.proxy.detect.Detector;
import io.bulwark.proxy.protocol.Conversation;
import io.bulwark.proxy.protocol.TextOperation;
import io.bulwark.proxy.protocol.Uninspected;
import io.bulwark.proxy.protocol.opaque.OpaqueConversation;
import io.bulwark.proxy.stream.ByteView;
import io.bulwark.proxy.stream.Direction;

/** Who reads the bytes of one flow: the detector until the protocol is known, then one conversation after another. */
final class FlowReader {
    private sealed interface Phase {
        record Detecting(Detector detector) implements Phase {}

        record Talking(Conversation conversation) implements Phase {}
    }

    private final FlowSetting setting;
    private final Sides sides;
    private Phase phase;
    private long firstByteNanos;

    FlowReader(Detector detector, FlowSetting setting, Sides sides) {
        this.setting = setting;
        this.sides = sides;
        phase = new Phase.Detecting(detector);
    }

    /** The flow's first byte is about to be read: the time for detection counts from now. */
    void firstByte(long nowNanos) {
        firstByteNanos = nowNanos;
    }

    void read(Direction direction, ByteView bytes) {
        switch (phase) {
            case Phase.Detecting(var detector) -> detect(detector.read(direction, bytes));
            case Phase.Talking(var conversation) -> conversation.read(direction, bytes);
        }
    }

    private void detect(Detection detection) {
        switch (detection) {
            case Detection.NotYet _ -> {}
            case Detection.Matched(var protocol) -> talk(protocol.open(setting));
            case Detection.Unrecognised _ -> talk(unread(Trouble.UNREADABLE, Uninspected.UNKNOWN_PROTOCOL));
        }
    }

    private Conversation unread(Trouble trouble, Uninspected why) {
        return new OpaqueConversation(setting, TextOperation.of("unknown", "OPEN", ""), trouble, why);
    }

    /** From the first undecided byte of both lanes on, this conversation reads. */
    void talk(Conversation conversation) {
        phase = new Phase.Talking(conversation);
        sides.toServer().reread = true;
        sides.toClient().reread = true;
    }

    /** Whether the protocol is known, or given up. */
    boolean talks() {
        return phase instanceof Phase.Talking;
    }

    /** All bytes of this direction have been read, and no more will come. */
    void ended(Direction direction) {
        switch (phase) {
            case Phase.Detecting _ -> {}
            case Phase.Talking(var conversation) -> conversation.ended(direction);
        }
    }

    void tick(long nowNanos) {
        switch (phase) {
            case Phase.Detecting _ -> {
                var limit = setting.limits().detectTimeout().toNanos();
                if (!sides.silent() && nowNanos - firstByteNanos > limit) {
                    talk(unread(Trouble.DETECTION_TIMEOUT, Uninspected.DETECTION_TIMEOUT));
                }
            }
            case Phase.Talking(var conversation) -> conversation.tick(nowNanos);
        }
    }

    /** Whether nothing is under way. */
    boolean idle() {
        return switch (phase) {
            case Phase.Detecting _ -> sides.toServer().lane.received() == 0;
            case Phase.Talking(var conversation) -> conversation.idle();
        };
    }

    /** Asks the client to begin nothing new, where the protocol has a way to. */
    void drain() {
        switch (phase) {
            case Phase.Detecting _ -> {}
            case Phase.Talking(var conversation) -> conversation.drain();
        }
    }

    /** The word for where it stands. */
    String state() {
        return phase.getClass().getSimpleName();
    }
}

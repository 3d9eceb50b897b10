package io.bulwark.proxy.protocol.redis;

import io.bulwark.proxy.protocol.Conversation;
import io.bulwark.proxy.protocol.Setting;
import io.bulwark.proxy.stream.ByteView;
import io.bulwark.proxy.stream.Direction;

/** The reader of one connection to a Redis server. */
final class RedisConversation implements Conversation {
    private final FlowState flow;
    private final RequestSide requests;
    private final ReplySide replies;

    RedisConversation(Setting setting) {
        flow = new FlowState(setting);
        requests = new RequestSide(flow, setting.limits());
        replies = new ReplySide(flow, setting.limits());
    }

    @Override
    public void read(Direction direction, ByteView view) {
        if (flow.over()) {
            return;
        }
        switch (direction) {
            case TO_SERVER -> requests.read(view);
            case TO_CLIENT -> replies.read(view);
        }
        carryOut();
    }

    @Override
    public void ended(Direction direction) {
        if (flow.over()) {
            return;
        }
        switch (direction) {
            case TO_SERVER -> requests.ended();
            case TO_CLIENT -> replies.ended();
        }
        carryOut();
    }

    /** Nothing waits for time: an unfinished command takes no effect, and a blocking one may wait for ever. */
    @Override
    public void tick(long nowNanos) {}

    private void carryOut() {
        flow.settle();
        requests.resume();
        if (flow.over()) {
            requests.abandon();
            replies.abandon();
        } else {
            flow.flush();
        }
    }

    @Override
    public boolean idle() {
        return !flow.over()
                && flow.pending().isEmpty()
                && requests.idle()
                && replies.idle()
                && !flow.session().inTransaction();
    }
}

package io.bulwark.proxy.protocol.http1;

import io.bulwark.proxy.protocol.Conversation;
import io.bulwark.proxy.protocol.Setting;
import io.bulwark.proxy.protocol.UpgradeTarget;
import io.bulwark.proxy.stream.ByteView;
import io.bulwark.proxy.stream.Direction;
import org.jspecify.annotations.Nullable;

/** The reader of one HTTP/1 connection. */
final class Http1Conversation implements Conversation {
    private final FlowState flow;
    private final RequestSide requests;
    private final ResponseSide responses;

    Http1Conversation(Setting setting, @Nullable UpgradeTarget http2) {
        flow = new FlowState(setting, http2);
        requests = new RequestSide(flow, setting.limits());
        responses = new ResponseSide(flow, setting.limits());
    }

    @Override
    public void read(Direction direction, ByteView view) {
        if (flow.over()) {
            return;
        }
        switch (direction) {
            case TO_SERVER -> requests.read(view);
            case TO_CLIENT -> responses.read(view);
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
            case TO_CLIENT -> responses.ended();
        }
        carryOut();
    }

    @Override
    public void tick(long nowNanos) {
        if (!flow.over()) {
            requests.tick(nowNanos);
        }
        if (!flow.over()) {
            responses.tick(nowNanos);
        }
        carryOut();
    }

    private void carryOut() {
        flow.settle();
        requests.resume();
        if (flow.over()) {
            requests.abandon();
            responses.abandon();
        } else {
            flow.flush();
        }
    }

    @Override
    public boolean idle() {
        return !flow.over() && flow.ring().isEmpty() && requests.idle() && responses.idle();
    }
}

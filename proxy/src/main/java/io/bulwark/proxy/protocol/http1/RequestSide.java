package io.bulwark.proxy.protocol.http1;

import io.bulwark.policy.Limits;
import io.bulwark.proxy.protocol.Judge;
import io.bulwark.proxy.protocol.Ruling;
import io.bulwark.proxy.protocol.http.HttpOperation;
import io.bulwark.proxy.protocol.http.Outlet;
import io.bulwark.proxy.protocol.http.Status;
import io.bulwark.proxy.stream.ByteView;
import io.bulwark.proxy.stream.Direction;
import io.bulwark.signatures.Field;

/** The requests of one flow: has each judged, then forwards or refuses it. */
final class RequestSide {
    /*
     * A request is HELD until all of it was judged, or STREAMED: what was judged leaves. A refused one is dropped as it comes, up
     * to a bound, and leaves its refusal in its exchange, which the ring brings into its place among the answers. Reading
     * pauses, always between two requests, when too many answers are outstanding or when the answer decides whether the
     * next bytes are HTTP at all. It stops for good when the connection ends with a refusal.
     */
    private final FlowState flow;
    private final Judge judge;
    private final Outlet outlet;
    private final RequestLine line = new RequestLine();
    private final MessageDecoder decoder;
    private final HttpOperation operation = new HttpOperation();
    private final int holdBytes;
    private final RequestTimes times;

    private Exchange exchange = new Exchange();
    private Fate fate = Fate.HELD;
    private boolean inMessage;
    private boolean bodyOpen;
    private long bodyStart;
    private long refusedAt;
    private long received;
    private boolean paused;
    private boolean stopped;

    RequestSide(FlowState flow, Limits limits) {
        this.flow = flow;
        judge = flow.setting().judge(Direction.TO_SERVER);
        outlet = flow.toServer();
        decoder = new MessageDecoder(limits, line);
        holdBytes = limits.holdBytes();
        times = new RequestTimes(limits, flow.setting().ticker().read());
    }

    void read(ByteView view) {
        received = view.end();
        if (stopped) {
            outlet.discardTo(received);
            return;
        }
        if (paused) {
            return;
        }
        decoder.open(view);
        while (!flow.over() && !stopped) {
            if (decoder.between() && (flow.ring().isFull() || exchange.awaitsUpgrade())) {
                paused = true;
                return;
            }
            switch (decoder.next()) {
                case MORE -> {
                    pieceEnd();
                    return;
                }
                case HEAD -> head();
                case DATA -> data();
                case TRAILERS -> trailers();
                case END -> end();
                case FAILED -> fail(decoder.anomaly(), decoder.anomalyOffset());
            }
        }
    }

    private void head() {
        times.stop();
        var head = decoder.head();
        var fields = decoder.fields();
        exchange = flow.ring().push();
        exchange.begin(line.method());
        line.describe(head, fields, operation);
        operation.facts().lendLines(decoder.block());
        exchange.describe(operation, line.askedUpgrade(fields), fields.endsConnection(line.version10()));
        if (line.asksHttp2(fields)) {
            exchange.markHttp2();
        }
        inMessage = true;
        fate = Fate.HELD;
        judge.begin(operation);
        judge.field(Field.HTTP_URI, line.target(head));
        if (decoder.block().length() > 0) {
            judge.field(Field.HTTP_HEADER, decoder.block());
        }
        judge.expect(decoder.expected());
        var ruling = judge.decide(operation);
        operation.facts().takeBackLines();
        if (ruling instanceof Ruling.Deny(var denial)) {
            refuse(Status.of(denial), denial.ruleId());
            return;
        }
        exchange.sighted(judge.sighting());
        exchange.limitAnswer(judge.answerLimit());
        if (exchange.closing()) {
            decoder.closeAfterThis();
        }
        if (decoder.framing() != Framing.NONE) {
            openBody(fields);
        }
    }

    /* The kind of the body is the client's word, so it never keeps a request from being held. */
    private void openBody(HeaderFields fields) {
        judge.open(Field.HTTP_BODY, fields.coding(), fields.media());
        bodyOpen = true;
        bodyStart = decoder.offset();
        var fits = decoder.framing() != Framing.LENGTH || fields.contentLength() <= holdBytes;
        if (!fits || !judge.mayDeny(Field.HTTP_BODY)) {
            fate = Fate.STREAMED;
        }
        if (fate == Fate.STREAMED || fields.expectContinue()) {
            clear();
        }
    }

    private void clear() {
        outlet.clearTo(decoder.offset());
        exchange.markForwarded();
    }

    private void data() {
        if (fate != Fate.REFUSED) {
            judge.chunk(decoder.data());
        }
    }

    private void trailers() {
        if (fate != Fate.REFUSED) {
            closeBody();
            judge.field(Field.HTTP_HEADER, decoder.block());
        }
    }

    private void closeBody() {
        if (bodyOpen) {
            bodyOpen = false;
            judge.close();
        }
    }

    private void end() {
        times.stop();
        if (fate != Fate.REFUSED) {
            closeBody();
            if (decoder.framing() == Framing.NONE) {
                clear();
            } else {
                judge.complete();
                rule();
            }
        }
        if (flow.over()) {
            return;
        }
        inMessage = false;
        if (fate == Fate.REFUSED) {
            outlet.discardTo(decoder.offset());
            if (exchange.closing()) {
                stop();
            }
        } else {
            exchange.limitAnswer(judge.answerLimit());
            judge.end();
        }
        exchange.markComplete();
    }

    private void pieceEnd() {
        if (decoder.between()) {
            return;
        }
        var now = flow.setting().ticker().read();
        if (decoder.inHead()) {
            times.inHead(now);
            return;
        }
        times.bodyGoesOn(now);
        switch (fate) {
            case HELD -> {
                times.held(now);
                if (decoder.offset() - bodyStart > holdBytes) {
                    stream();
                }
            }
            case STREAMED -> rule();
            case REFUSED -> drain();
        }
    }

    private void stream() {
        times.noLongerHeld();
        fate = Fate.STREAMED;
        rule();
    }

    private void rule() {
        if (judge.decide(operation) instanceof Ruling.Deny(var denial)) {
            refuse(Status.of(denial), denial.ruleId());
        } else {
            clear();
        }
    }

    private void drain() {
        outlet.discardTo(decoder.offset());
        if (decoder.offset() - refusedAt > FlowState.MAX_DRAIN) {
            exchange.markClosing();
            stop();
        }
    }

    /** Refuses the request at hand, in the order of the answers; where one has begun, all that is left is to cut. */
    private void refuse(Status status, String ruleId) {
        judge.end();
        bodyOpen = false;
        fate = Fate.REFUSED;
        refusedAt = decoder.offset();
        if (exchange.answered()) {
            flow.cut();
            return;
        }
        if (exchange.forwarded() || decoder.fields().expectContinue() || decoder.remaining() > FlowState.MAX_DRAIN) {
            exchange.markClosing();
        }
        exchange.refuse(status, ruleId);
        outlet.discardTo(decoder.offset());
    }

    /** Reads nothing more: all that comes is dropped, and the flow ends once the answers are given. */
    private void stop() {
        if (flow.over()) {
            return;
        }
        stopped = true;
        times.stop();
        exchange.markComplete();
        outlet.discardTo(received);
        if (exchange.settled()) {
            flow.finish();
        }
    }

    private void fail(HttpAnomaly anomaly, long offset) {
        var ruling = judge.trouble(anomaly.trouble(), anomaly.id(), offset);
        var refused = inMessage && fate == Fate.REFUSED;
        if (ruling instanceof Ruling.Forward && !refused && !flow.ring().hasRefusal()) {
            abandon();
            flow.passUninspected(anomaly.uninspected());
            return;
        }
        if (!inMessage) {
            exchange = flow.ring().push();
            exchange.begin(line.method());
            exchange.describe(operation, null, true);
        }
        if (!refused) {
            var ruleId = ruling instanceof Ruling.Deny(var denial) ? denial.ruleId() : anomaly.id();
            refuse(anomaly.status(), ruleId);
        }
        exchange.markClosing();
        stop();
    }

    /** Goes on reading if the answers that came allow it. */
    void resume() {
        if (paused && !flow.over() && !flow.ring().isFull() && !exchange.awaitsUpgrade()) {
            paused = false;
            if (received > decoder.offset()) {
                flow.reread();
            }
        }
    }

    /** The client has closed; told again after bytes were read again. */
    void ended() {
        if (!paused && !stopped && !decoder.between()) {
            fail(HttpAnomaly.TRUNCATED, decoder.offset());
        }
    }

    void tick(long nowNanos) {
        var slow = times.tooSlow(nowNanos, flow.setting().reads(Direction.TO_SERVER));
        if (slow != null) {
            fail(slow, decoder.offset());
        } else if (fate == Fate.HELD && times.heldTooLong(nowNanos)) {
            stream();
        }
    }

    boolean idle() {
        return decoder.between() && !paused;
    }

    /** Ends the message at hand for the judge, because nobody will read the rest of it. */
    void abandon() {
        if (inMessage && fate != Fate.REFUSED) {
            judge.end();
            fate = Fate.REFUSED;
        }
    }
}

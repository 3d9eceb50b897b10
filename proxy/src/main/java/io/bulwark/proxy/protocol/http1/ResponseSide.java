package io.bulwark.proxy.protocol.http1;

import io.bulwark.policy.Limits;
import io.bulwark.policy.Trouble;
import io.bulwark.proxy.protocol.Judge;
import io.bulwark.proxy.protocol.Media;
import io.bulwark.proxy.protocol.Ruling;
import io.bulwark.proxy.protocol.Uninspected;
import io.bulwark.proxy.protocol.http.Outlet;
import io.bulwark.proxy.protocol.http.Since;
import io.bulwark.proxy.protocol.http.Status;
import io.bulwark.proxy.stream.ByteView;
import io.bulwark.proxy.stream.Direction;
import io.bulwark.proxy.stream.Ticker;
import io.bulwark.signatures.Field;

/** The responses of one flow: has each judged under the operation of its request, then forwards or replaces it. */
final class ResponseSide {
    private final FlowState flow;
    private final Judge judge;
    private final Ticker ticker;
    private final Outlet outlet;
    private final StatusLine line = new StatusLine();
    private final MessageDecoder decoder;
    private final int holdBytes;
    private final Since heldSince;

    private Exchange exchange = new Exchange();
    private Fate fate = Fate.HELD;
    private boolean inMessage;
    private boolean bodyOpen;
    private long bodyStart;
    private long refusedAt;

    ResponseSide(FlowState flow, Limits limits) {
        this.flow = flow;
        judge = flow.setting().judge(Direction.TO_CLIENT);
        ticker = flow.setting().ticker();
        outlet = flow.toClient();
        decoder = new MessageDecoder(limits, line);
        holdBytes = limits.holdBytes();
        heldSince = new Since(limits.holdTime());
    }

    void read(ByteView view) {
        decoder.open(view);
        while (!flow.over()) {
            if (decoder.between() && decoder.hasMore() && !decoder.closed() && !expected()) {
                fail(HttpAnomaly.UNEXPECTED_RESPONSE, decoder.offset());
            } else if (!step()) {
                return;
            }
        }
    }

    /** Whether a request is outstanding that the server has seen; the next response answers it. */
    private boolean expected() {
        var front = flow.ring().front();
        if (front == null || !front.forwarded()) {
            return false;
        }
        exchange = front;
        line.answering(front.method());
        return true;
    }

    private boolean step() {
        switch (decoder.next()) {
            case MORE -> {
                pieceEnd();
                return false;
            }
            case HEAD -> head();
            case DATA -> data();
            case TRAILERS -> trailers();
            case END -> end();
            case FAILED -> fail(decoder.anomaly(), decoder.anomalyOffset());
        }
        return true;
    }

    private void head() {
        inMessage = true;
        fate = Fate.HELD;
        var fields = decoder.fields();
        if (!line.interim() && (decoder.framing() == Framing.UNTIL_CLOSE || fields.endsConnection(line.version10()))) {
            decoder.closeAfterThis();
        }
        judge.begin(exchange);
        judge.limitedBy(line.interim() ? null : exchange.answerLimit());
        judge.expect(decoder.expected());
        judge.field(Field.HTTP_RESPONSE_HEADER, decoder.block());
        if (judge.decide(exchange) instanceof Ruling.Deny(var denial)) {
            refuse(Status.of(denial), denial.ruleId());
        } else if (line.switchesProtocol() || line.opensTunnel()) {
            switchProtocol();
        } else if (decoder.framing() != Framing.NONE) {
            openBody(fields);
        }
    }

    private void switchProtocol() {
        var upgrade = exchange.upgrade();
        if (upgrade == null || (upgrade == Uninspected.CONNECT) != line.opensTunnel() || !exchange.complete()) {
            fail(HttpAnomaly.UNEXPECTED_UPGRADE, decoder.offset());
            return;
        }
        var http2 = exchange.http2() ? flow.http2() : null;
        if (http2 != null) {
            clear();
            abandon();
            flow.handOver(http2.openUpgraded(flow.setting(), exchange));
            return;
        }
        if (judge.trouble(Trouble.UNREADABLE, upgrade.id(), decoder.offset()) instanceof Ruling.Deny(var denial)) {
            exchange.markClosing();
            refuse(Status.of(denial), denial.ruleId());
            return;
        }
        clear();
        tellOutcome();
        abandon();
        flow.passUninspected(upgrade);
    }

    private void openBody(HeaderFields fields) {
        judge.open(Field.HTTP_RESPONSE_BODY, fields.coding(), fields.media());
        bodyOpen = true;
        bodyStart = decoder.offset();
        var fits = decoder.framing() != Framing.LENGTH || fields.contentLength() <= holdBytes;
        var free = !fits || fields.media() == Media.EVENT_STREAM || !judge.mayDeny(Field.HTTP_RESPONSE_BODY);
        if (free) {
            clear();
        }
        fate = free || fields.media().enveloped() ? Fate.STREAMED : Fate.HELD;
    }

    private void clear() {
        outlet.clearTo(decoder.offset());
        if (!line.interim()) {
            exchange.markAnswered();
        }
    }

    private void data() {
        if (fate != Fate.REFUSED) {
            judge.chunk(decoder.data());
        }
    }

    private void trailers() {
        if (fate != Fate.REFUSED) {
            closeBody();
            judge.field(Field.HTTP_RESPONSE_HEADER, decoder.block());
        }
    }

    private void closeBody() {
        if (bodyOpen) {
            bodyOpen = false;
            judge.close();
        }
    }

    private void end() {
        heldSince.stop();
        if (fate != Fate.REFUSED) {
            closeBody();
            if (decoder.framing() == Framing.NONE) {
                clear();
            } else {
                rule();
            }
        }
        if (flow.over()) {
            return;
        }
        inMessage = false;
        if (fate == Fate.REFUSED) {
            outlet.discardTo(decoder.offset());
        } else {
            tellOutcome();
            judge.end();
        }
        if (!line.interim()) {
            flow.ring().pop();
            settle();
        }
    }

    private void tellOutcome() {
        if (!line.interim()) {
            judge.outcome(exchange.sighting(), line.succeeded());
        }
    }

    /** A client that was told that the connection ends would not read a refusal that comes behind. */
    private void settle() {
        if (decoder.closed() && !flow.ring().isEmpty()) {
            flow.finish();
        } else {
            flow.settle();
        }
    }

    private void pieceEnd() {
        if (decoder.between() || decoder.inHead()) {
            return;
        }
        switch (fate) {
            case HELD -> {
                heldSince.start(ticker.read());
                if (decoder.offset() - bodyStart > holdBytes) {
                    stream();
                }
            }
            case STREAMED -> rule();
            case REFUSED -> drain();
        }
    }

    private void stream() {
        heldSince.stop();
        fate = Fate.STREAMED;
        rule();
    }

    private void rule() {
        if (judge.decide(exchange) instanceof Ruling.Deny(var denial)) {
            refuse(Status.of(denial), denial.ruleId());
        } else {
            clear();
        }
    }

    private void drain() {
        outlet.discardTo(decoder.offset());
        if (decoder.offset() - refusedAt > FlowState.MAX_DRAIN) {
            flow.finish();
        }
    }

    /** Puts a refusal in the place of the response; where some of it has left, all that is left is to cut. */
    private void refuse(Status status, String ruleId) {
        if (inMessage) {
            judge.end();
        }
        bodyOpen = false;
        fate = Fate.REFUSED;
        refusedAt = decoder.offset();
        if (exchange.answered()) {
            flow.cut();
            return;
        }
        if (decoder.closed() || line.interim() || !exchange.complete() || decoder.remaining() > FlowState.MAX_DRAIN) {
            exchange.markClosing();
        }
        exchange.refuse(status, ruleId);
        outlet.discardTo(decoder.offset());
        flow.refuse(exchange);
        exchange.markAnswered();
        if (exchange.closing()) {
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
        var front = flow.ring().front();
        if (refused || front == null) {
            flow.finish();
            return;
        }
        exchange = front;
        exchange.markClosing();
        var ruleId = ruling instanceof Ruling.Deny(var denial) ? denial.ruleId() : anomaly.id();
        refuse(Status.BAD_GATEWAY, ruleId);
    }

    void ended() {
        if (!decoder.between()) {
            if (inMessage && decoder.framing() == Framing.UNTIL_CLOSE) {
                decoder.endAtClose();
                end();
            } else {
                fail(HttpAnomaly.TRUNCATED, decoder.offset());
            }
        }
        flow.markServerEnded();
        if (!flow.ring().isEmpty()) {
            flow.finish();
        }
    }

    void tick(long nowNanos) {
        if (fate == Fate.HELD && heldSince.exceeded(nowNanos)) {
            stream();
        }
    }

    boolean idle() {
        return decoder.between();
    }

    /** Ends the message at hand for the judge, because nobody will read the rest of it. */
    void abandon() {
        if (inMessage && fate != Fate.REFUSED) {
            judge.end();
            fate = Fate.REFUSED;
        }
    }
}

package io.bulwark.injector.serve;

import io.bulwark.policy.handout.ControlMessage;
import io.bulwark.policy.handout.HandoutChange;
import java.nio.charset.StandardCharsets;

/**
 * The line that tells a change.
 *
 * @param bytes with its end; they are shared and must not be written to
 * @param quiet whether the proxy only answers when it refuses
 */
@SuppressWarnings("ArrayRecordComponent")
record Line(byte[] bytes, boolean quiet) {
    /** Of the peers many are told often, and nobody asks how far they have them: an answer would double the work. */
    static Line of(HandoutChange change) {
        var quiet = change.isAboutPeers();
        var text = new ControlMessage.Change(change, quiet).shortLine() + "\n";
        return new Line(text.getBytes(StandardCharsets.UTF_8), quiet);
    }
}

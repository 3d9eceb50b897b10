package io.bulwark.proxy.testing;

import io.bulwark.policy.Operation;
import io.bulwark.policy.Trouble;
import io.bulwark.proxy.protocol.Coding;
import io.bulwark.proxy.protocol.Denial;
import io.bulwark.proxy.protocol.Judge;
import io.bulwark.proxy.protocol.Media;
import io.bulwark.proxy.protocol.Ruling;
import io.bulwark.proxy.stream.ByteView;
import io.bulwark.signatures.Field;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** A judge that writes down what it is asked and denies only what it was told to. */
public final class FakeJudge implements Judge {
    public final List<String> asked = new ArrayList<>();
    public final Set<Trouble> denied = EnumSet.noneOf(Trouble.class);
    public boolean deniesOperations;
    public boolean failsAtEnd;

    @Override
    public void begin(Operation operation) {
        asked.add("begin " + text(operation));
    }

    private static String text(Operation operation) {
        var resource = new StringBuilder();
        for (var index = 0; index < operation.resource().length(); index++) {
            resource.append((char) (operation.resource().get(index) & 0xFF));
        }
        return resource.isEmpty() ? operation.protocol() : operation.protocol() + " " + resource;
    }

    @Override
    public void field(Field field, ByteView bytes) {}

    @Override
    public void open(Field field, Coding coding, Media media) {}

    @Override
    public void chunk(ByteView bytes) {}

    @Override
    public void close() {}

    @Override
    public Ruling decide(Operation operation) {
        asked.add("decide " + text(operation));
        return deniesOperations ? new Ruling.Deny(new Denial.ByAllowlist("allowlist")) : Ruling.FORWARD;
    }

    @Override
    public void end() {
        asked.add("end");
        if (failsAtEnd) {
            throw new IllegalStateException("planned fault at the end");
        }
    }

    @Override
    public Ruling trouble(Trouble trouble, String what, long offset) {
        asked.add(trouble + " " + what + " @" + offset);
        return denied.contains(trouble) ? new Ruling.Deny(new Denial.ByTrouble(trouble, what)) : Ruling.FORWARD;
    }

    @Override
    public boolean mayDeny(Field field) {
        return true;
    }
}

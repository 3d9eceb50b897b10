package io.bulwark.proxy.inspect;

import io.bulwark.signatures.Field;
import io.bulwark.signatures.Signature;
import io.bulwark.signatures.match.MatchSink;
import io.bulwark.signatures.match.Matcher;
import io.bulwark.signatures.match.Scanner;
import io.bulwark.signatures.match.StreamScan;
import java.util.List;

/** A matcher whose engine fails at everything. */
record FailingMatcher(Matcher real) implements Matcher, Scanner, StreamScan {
    @Override
    public List<Signature> signatures() {
        return real.signatures();
    }

    @Override
    public Scanner newScanner() {
        return this;
    }

    @Override
    public boolean reads(Field field) {
        return true;
    }

    @Override
    public int minimumWidth(int signatureIndex) {
        return 1;
    }

    @Override
    public long nativeBytes() {
        return 0;
    }

    @Override
    public String engine() {
        return "none";
    }

    @Override
    public boolean scan(Field field, long address, int length, MatchSink sink) {
        return false;
    }

    @Override
    public StreamScan open(Field field) {
        return this;
    }

    @Override
    public boolean feed(long address, int length, MatchSink sink) {
        return false;
    }

    @Override
    public StreamScan copy() {
        return this;
    }

    @Override
    public boolean close(MatchSink sink) {
        return false;
    }

    @Override
    public String lastProblem() {
        return "it fails";
    }

    @Override
    public void close() {}
}

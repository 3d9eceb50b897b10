package io.bulwark.proxy.inspect;

import io.bulwark.policy.Bytes;
import io.bulwark.proxy.protocol.Media;
import io.bulwark.signatures.memory.NativeBytes;

/** Brings the parameters of one content into the form of a query: a form is that already, of JSON the scalars are told. Pooled. */
final class ParameterReader {
    private final ParameterText text = new ParameterText();
    private final JsonParameters json = new JsonParameters(text);
    private boolean isJson;
    private boolean inValue;
    private long shown;
    private long most;

    /** @param maxBytes the longest content that is read; a longer one has failed */
    void open(Media media, long maxBytes) {
        most = maxBytes;
        shown = 0;
        text.clear();
        json.reset();
        isJson = media == Media.JSON;
        inValue = false;
    }

    void feed(long address, int length) {
        shown += length;
        if (shown > most) {
            fail();
        }
        for (int index = 0; index < length && !failed(); index++) {
            byte octet = NativeBytes.get(address + index);
            if (isJson) {
                json.next(octet);
            } else {
                form(octet);
            }
        }
    }

    private void form(byte octet) {
        if (octet == '&') {
            inValue = false;
            text.begin();
        } else {
            text.raw(octet, inValue);
            if (octet == '=' && !inValue) {
                inValue = true;
                text.beginValue();
            }
        }
    }

    /** How many bytes it was shown. */
    long shown() {
        return shown;
    }

    /** All of the content has come. */
    void close() {
        if (isJson) {
            json.close();
        }
    }

    /** What is left of the content cannot be read; further bytes may not be shown. */
    void fail() {
        text.fail();
    }

    /** Whether it is no form and no JSON, or more than fits. */
    boolean failed() {
        return text.failed();
    }

    Bytes text() {
        return text;
    }
}

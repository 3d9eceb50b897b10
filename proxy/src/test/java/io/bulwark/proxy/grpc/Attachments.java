package io.bulwark.proxy.grpc;

import com.google.protobuf.ByteString;
import java.util.Random;

/** Letters to attach to an order; the same for the same length. Random bytes would match some signature by chance. */
final class Attachments {
    private Attachments() {}

    static ByteString of(int length) {
        var letters = new byte[length];
        var random = new Random(length);
        for (var index = 0; index < length; index++) {
            letters[index] = (byte) ('a' + random.nextInt('z' - 'a' + 1));
        }
        return ByteString.copyFrom(letters);
    }
}

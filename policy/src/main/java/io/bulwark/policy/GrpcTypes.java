package io.bulwark.policy;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The messages of every method that descriptor sets describe; immutable, asked without making an object. */
final class GrpcTypes {

    private static final GrpcTypes NONE = new GrpcTypes(List.of(), "");

    private final ByteTable paths;
    private final @Nullable MessageType[] requests;
    private final @Nullable MessageType[] responses;
    private final String digest;

    /** A method and its messages; null for one that no set describes. */
    record Method(
            String path,
            @Nullable MessageType request,
            @Nullable MessageType response) {}

    /** @param digest tells one content of the descriptor sets from another */
    GrpcTypes(List<Method> methods, String digest) {
        this.digest = digest;
        paths = new ByteTable(methods.stream()
                .map(method -> new ByteTable.Key(0, method.path()))
                .toList());
        requests = new MessageType[methods.size()];
        responses = new MessageType[methods.size()];
        for (int i = 0; i < methods.size(); i++) {
            requests[i] = methods.get(i).request();
            responses[i] = methods.get(i).response();
        }
    }

    static GrpcTypes none() {
        return NONE;
    }

    /** The message that a call of the method carries; null when it is not described. */
    @Nullable
    MessageType message(Bytes path, boolean request) {
        int method = paths.find(path);
        if (method == ByteTable.ABSENT) {
            return null;
        }
        return request ? requests[method] : responses[method];
    }

    /** Empty when there are no descriptor sets. */
    String digest() {
        return digest;
    }
}

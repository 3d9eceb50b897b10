package io.bulwark.policy;

import java.util.List;

/**
 * What inspection knows of gRPC messages.
 *
 * @param descriptors the names of the files that hold descriptor sets
 * @param sets descriptor sets that the document carries itself, in base64 without blanks
 * @param fields what findings lead to in single fields
 */
public record GrpcInspection(List<String> descriptors, List<String> sets, List<FieldActions> fields) {

    /** The most descriptor sets that are named, and the most that are carried. */
    public static final int MAX_DESCRIPTORS = 8;

    /** The most bytes of all descriptor sets together, unfolded. */
    public static final int MAX_DESCRIPTOR_BYTES = 4_194_304;

    /** The most entries of {@code fields}. */
    public static final int MAX_FIELDS = 1024;

    public GrpcInspection {
        descriptors = List.copyOf(descriptors);
        sets = List.copyOf(sets);
        fields = List.copyOf(fields);
    }

    /** Nothing is known, messages are read without types. */
    public static GrpcInspection none() {
        return new GrpcInspection(List.of(), List.of(), List.of());
    }
}

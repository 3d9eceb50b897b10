package io.bulwark.policy;

import java.util.List;

/**
 * What inspection knows of gRPC messages.
 *
 * @param descriptors the names of the files that hold descriptor sets
 * @param fields what findings lead to in single fields
 */
public record GrpcInspection(List<String> descriptors, List<FieldActions> fields) {

    /** The most descriptor sets. */
    public static final int MAX_DESCRIPTORS = 8;

    /** The most bytes of all descriptor sets together. */
    public static final int MAX_DESCRIPTOR_BYTES = 4_194_304;

    /** The most entries of {@code fields}. */
    public static final int MAX_FIELDS = 1024;

    public GrpcInspection {
        descriptors = List.copyOf(descriptors);
        fields = List.copyOf(fields);
    }

    /** Nothing is known, messages are read without types. */
    public static GrpcInspection none() {
        return new GrpcInspection(List.of(), List.of());
    }
}

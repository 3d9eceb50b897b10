package io.bulwark.policy;

/** Whoever reads a policy file reads the files that it names, too: policy itself has no input. */
public interface NamedFiles {

    /** What came of reading a file. */
    sealed interface Outcome {

        /** All of its bytes, or the first few more than are allowed. */
        @SuppressWarnings("ArrayRecordComponent")
        record Whole(byte[] bytes) implements Outcome {}

        /**
         * The file could not be read.
         *
         * @param why such as {@code NoSuchFileException}; bounded and printable
         */
        record Unreadable(String why) implements Outcome {}
    }

    /** @param name relative to the policy file: segments joined by slashes, none of which leads upwards */
    Outcome read(String name);

    /** The most bytes that all descriptor sets may have together, unfolded, the ones that a document carries itself included. */
    default int room() {
        return GrpcInspection.MAX_DESCRIPTOR_BYTES;
    }

    /** For policy files that stand alone. */
    static NamedFiles none() {
        return _ -> new Outcome.Unreadable("no files are read here");
    }
}

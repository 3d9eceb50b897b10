package io.bulwark.policy.descriptor;

import java.util.List;

/** The outcome of reading a descriptor set. */
public sealed interface DescriptorParse {

    /** What the set describes, at least one file. */
    record Parsed(List<ProtoFile> files) implements DescriptorParse {
        public Parsed {
            files = List.copyOf(files);
        }
    }

    /**
     * A set that is refused.
     *
     * @param why the end of a sentence that begins with the set's name; bounded and printable
     */
    record Refused(String why) implements DescriptorParse {}
}

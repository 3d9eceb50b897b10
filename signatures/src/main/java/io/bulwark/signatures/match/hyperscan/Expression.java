package io.bulwark.signatures.match.hyperscan;

import io.bulwark.signatures.Signature;
import io.bulwark.signatures.Transform;

/** A pattern and its compile flags. */
public record Expression(String pattern, int flags) {
    /** How a signature's pattern is compiled: bytes, not characters; a dot matches any of them. */
    public static Expression of(Signature signature) {
        int flags = HyperscanDatabases.DOTALL | HyperscanDatabases.MULTILINE;
        if (signature.transforms().contains(Transform.LOWERCASE)) {
            flags |= HyperscanDatabases.CASELESS;
        }
        if (signature.firstMatchDecides()) {
            flags |= HyperscanDatabases.SINGLEMATCH;
        }
        return new Expression(signature.pattern(), flags);
    }
}

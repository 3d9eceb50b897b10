package io.bulwark.signatures.match;

import io.bulwark.signatures.Field;
import io.bulwark.signatures.Signature;
import java.util.List;

/** A compiled set of signatures: immutable, shared by all workers. */
public interface Matcher extends AutoCloseable {
    /** The signatures in the order of their indexes. */
    List<Signature> signatures();

    /** A scanner for the calling worker; close it before it is forgotten. */
    Scanner newScanner();

    /** Whether any signature reads this field. */
    boolean reads(Field field);

    /** How many bytes any match of this signature has at least: two matches that don't overlap end that far apart. */
    int minimumWidth(int signatureIndex);

    /** Memory outside the heap that the compiled signatures take. */
    long nativeBytes();

    /** Name, version and instruction set of the engine, for logs and the admin page. */
    String engine();

    /** No new scanners from now on; memory is freed when the last open scanner is closed. */
    @Override
    void close();
}

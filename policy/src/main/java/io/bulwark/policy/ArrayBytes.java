package io.bulwark.policy;

/** The bytes of an array. */
final class ArrayBytes implements Bytes {

    private final byte[] array;

    ArrayBytes(byte[] array) {
        this.array = array;
    }

    @Override
    public int length() {
        return array.length;
    }

    @Override
    public byte get(int index) {
        return array[index];
    }
}

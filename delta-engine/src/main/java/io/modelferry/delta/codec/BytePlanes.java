package io.modelferry.delta.codec;

/**
 * Puts the first bytes of all elements together, then the second, and so on: the exponents of floats end up side by side, where a
 * compressor sees how alike they are. Bytes that fill no whole element follow as they are.
 */
final class BytePlanes {

    private BytePlanes() {}

    static void split(byte[] elements, int length, int width, byte[] planes) {
        int count = length / width;
        for (int plane = 0, at = 0; plane < width; plane++) {
            for (int i = 0, from = plane; i < count; i++, from += width) {
                planes[at++] = elements[from];
            }
        }
        System.arraycopy(elements, count * width, planes, count * width, length - count * width);
    }

    static void join(byte[] planes, int length, int width, byte[] elements) {
        int count = length / width;
        for (int plane = 0, at = 0; plane < width; plane++) {
            for (int i = 0, to = plane; i < count; i++, to += width) {
                elements[to] = planes[at++];
            }
        }
        System.arraycopy(planes, count * width, elements, count * width, length - count * width);
    }
}

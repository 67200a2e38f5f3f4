package io.modelferry.cli.demo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.zip.ZipFile;

/**
 * {@code field-stream.npz}: what cameras in the field see, with the truth.
 *
 * @param images uint8, {@code [n, 1, 16, 16]}, 255 is 1.0
 * @param labels uint8, {@code [n]}
 * @param sites uint8, {@code [n]}
 */
record FieldStream(byte[] images, byte[] labels, byte[] sites) {

    static final int PIXELS = 16 * 16;

    private static final int MAX_ARRAY = 64 << 20;
    private static final int NPY_PREAMBLE = 10;
    private static final Pattern BYTES_ROW_MAJOR = Pattern.compile(".*'descr': '\\|u1', 'fortran_order': False.*");

    static FieldStream read(Path npz) throws IOException {
        try (var zip = new ZipFile(npz.toFile())) {
            var stream = new FieldStream(array(zip, "image.npy"), array(zip, "labels.npy"), array(zip, "site.npy"));
            if (stream.images.length != stream.labels.length * PIXELS || stream.sites.length != stream.labels.length) {
                throw new IOException(npz + ": image, labels and site do not have the same number of cases");
            }
            return stream;
        }
    }

    /** Indices of the cases of one site. */
    List<Integer> ofSite(int site) {
        return IntStream.range(0, sites.length)
                .filter(i -> sites[i] == site)
                .boxed()
                .toList();
    }

    int label(int index) {
        return labels[index] & 0xff;
    }

    /** Pixels in 0…1, row by row. */
    float[] image(int index) {
        var pixels = new float[PIXELS];
        for (var i = 0; i < PIXELS; i++) {
            pixels[i] = (images[index * PIXELS + i] & 0xff) / 255f;
        }
        return pixels;
    }

    /** NPY format 1.0: magic, version, uint16 header length, header, row-major values. */
    private static byte[] array(ZipFile zip, String name) throws IOException {
        var entry = zip.getEntry(name);
        if (entry == null || entry.getSize() > MAX_ARRAY) {
            throw new IOException(zip.getName() + " has no usable " + name);
        }
        byte[] file;
        try (var in = zip.getInputStream(entry)) {
            file = in.readNBytes(MAX_ARRAY);
        }
        var headerLength = (file[8] & 0xff) | (file[9] & 0xff) << 8;
        var header = new String(file, NPY_PREAMBLE, headerLength, StandardCharsets.US_ASCII).strip();
        if (!BYTES_ROW_MAJOR.matcher(header).matches()) {
            throw new IOException(name + " is not an array of bytes: " + header);
        }
        return java.util.Arrays.copyOfRange(file, NPY_PREAMBLE + headerLength, file.length);
    }
}

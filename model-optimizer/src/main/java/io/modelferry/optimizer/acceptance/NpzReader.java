package io.modelferry.optimizer.acceptance;

import io.modelferry.optimizer.acceptance.BadAcceptanceSet.Reason;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * Walks the arrays of an NPZ file, within limits.
 *
 * @param maxFile length of the file
 * @param maxUnpacked what all arrays may have together; counted as it comes out, because what the archive claims is only a claim
 */
record NpzReader(long maxFile, long maxUnpacked) {

    private static final int MAX_ARRAYS = 64;

    /** Makes something of one array. */
    @FunctionalInterface
    interface Reading<T> {
        T read(String name, InputStream npy) throws BadAcceptanceSet, IOException;
    }

    /** @return what was made of each, by the array's name */
    <T> SortedMap<String, T> read(Path npz, Reading<T> reading) throws BadAcceptanceSet, IOException {
        if (Files.size(npz) > maxFile) {
            throw tooLarge("the set has %d bytes, at most %d".formatted(Files.size(npz), maxFile));
        }
        try (var zip = new ZipFile(npz.toFile())) {
            return read(zip, reading);
        } catch (ZipException | EOFException | IllegalArgumentException e) {
            throw new BadAcceptanceSet(Reason.NOT_NPZ, "the file is not an NPZ archive");
        } catch (TooLong e) {
            throw tooLarge("the arrays unpack to more than the set may have");
        }
    }

    private <T> SortedMap<String, T> read(ZipFile zip, Reading<T> reading) throws BadAcceptanceSet, IOException {
        if (zip.size() > MAX_ARRAYS) {
            throw tooLarge("more than " + MAX_ARRAYS + " arrays");
        }
        var arrays = new TreeMap<String, T>();
        var left = maxUnpacked;
        for (var entry : Collections.list(zip.entries())) {
            var name = entry.getName().replaceFirst("\\.npy$", "");
            try (var content = new Counted(zip.getInputStream(entry), left)) {
                if (arrays.put(name, reading.read(name.replaceAll("\\p{Cntrl}", "?"), content)) != null) {
                    throw new BadAcceptanceSet(Reason.NOT_NPZ, "two arrays have one name");
                }
                left = content.left;
            }
        }
        return arrays;
    }

    private static BadAcceptanceSet tooLarge(String detail) {
        return new BadAcceptanceSet(Reason.TOO_LARGE, detail);
    }

    private static final class TooLong extends IOException {}

    /** Ends in {@link TooLong} after so many bytes. */
    private static final class Counted extends FilterInputStream {

        private long left;

        Counted(InputStream in, long left) {
            super(in);
            this.left = left;
        }

        @Override
        public int read() throws IOException {
            var one = super.read();
            counted(one < 0 ? 0 : 1);
            return one;
        }

        @Override
        public int read(byte[] target, int from, int length) throws IOException {
            return counted(super.read(target, from, length));
        }

        private int counted(int read) throws TooLong {
            left -= Math.max(0, read);
            if (left < 0) {
                throw new TooLong();
            }
            return read;
        }
    }
}

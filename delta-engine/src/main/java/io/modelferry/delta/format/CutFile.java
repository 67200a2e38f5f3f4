package io.modelferry.delta.format;

import io.modelferry.delta.codec.BaseView;
import java.io.IOException;
import java.nio.channels.FileChannel;

/**
 * An open file and how it is cut: each extent, and the graph, as one run of bytes.
 *
 * @param channel the caller's to close
 */
public record CutFile(FileChannel channel, Layout layout) {

    public BaseView extent(int index) {
        var extent = layout.extents().get(index);
        return range(extent.offset(), extent.length());
    }

    /** The file as it is, whatever its cut. */
    public BaseView whole() {
        return range(0, layout.fileBytes());
    }

    /** All bytes between the extents, in order. Finds its gap by bisection, so that a far jump costs no walk. */
    public BaseView graph() {
        return new Gaps();
    }

    private BaseView range(long from, long length) {
        return new BaseView() {
            @Override
            public long length() {
                return length;
            }

            @Override
            public void read(long at, byte[] into, int offset, int count) throws IOException {
                FileChannels.readFully(channel, from + at, into, offset, count);
            }
        };
    }

    private final class Gaps implements BaseView {

        private final int gaps = layout.extents().size() + 1;
        private final long[] graphAt = new long[gaps + 1];
        private final long[] fileAt = new long[gaps];

        Gaps() {
            for (int i = 0; i < gaps; i++) {
                fileAt[i] = i == 0 ? 0 : layout.extents().get(i - 1).end();
                graphAt[i + 1] = graphAt[i] + layout.gapBefore(i);
            }
        }

        @Override
        public long length() {
            return graphAt[gaps];
        }

        @Override
        public void read(long at, byte[] into, int offset, int count) throws IOException {
            for (int gap = gapOf(at); count > 0; gap++) {
                int here = (int) Math.min(count, graphAt[gap + 1] - at);
                FileChannels.readFully(channel, fileAt[gap] + at - graphAt[gap], into, offset, here);
                at += here;
                offset += here;
                count -= here;
            }
        }

        private int gapOf(long at) {
            int low = 0;
            for (int high = gaps - 1; low < high; ) {
                int middle = (low + high + 1) >>> 1;
                if (graphAt[middle] <= at) {
                    low = middle;
                } else {
                    high = middle - 1;
                }
            }
            return low;
        }
    }
}

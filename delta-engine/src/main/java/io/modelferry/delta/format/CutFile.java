package io.modelferry.delta.format;

import io.modelferry.delta.codec.BaseView;
import java.io.IOException;

/** A file and how it is cut: each extent, and the graph, as one run of bytes. */
public record CutFile(BaseView whole, Layout layout) {

    public BaseView extent(int index) {
        var extent = layout.extents().get(index);
        return whole.slice(extent.offset(), extent.length());
    }

    /** All bytes between the extents, in order. Finds its gap by bisection, so that a far jump costs no walk. */
    public BaseView graph() {
        return new Gaps();
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
                whole.read(fileAt[gap] + at - graphAt[gap], into, offset, here);
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

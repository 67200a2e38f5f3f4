package io.modelferry.delta.generate;

import io.modelferry.delta.ElementType;
import io.modelferry.delta.format.CutFile;
import io.modelferry.delta.format.Extent;
import io.modelferry.delta.format.FormatLimits;
import io.modelferry.delta.format.Layout;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;

/** A file cut into pieces: the tensors of a model, or plain pieces of anything else. */
record Cut(CutFile file, List<Piece> pieces) {

    Cut {
        pieces = List.copyOf(pieces);
    }

    static Cut of(FileChannel channel) throws IOException {
        long length = channel.size();
        if (length > FormatLimits.MAX_SIDE_BYTES) {
            throw new IllegalArgumentException("a file of " + length + " bytes is more than the format holds");
        }
        return plain(channel, length);
    }

    private static Cut plain(FileChannel channel, long length) {
        var pieces = new ArrayList<Piece>();
        long step = Math.max(FormatLimits.MAX_PIECE_BYTES, Math.ceilDiv(length, FormatLimits.MAX_SECTIONS));
        for (long at = 0; at < length; at += step) {
            var extent = new Extent(at, Math.min(step, length - at));
            pieces.add(new Piece("bytes[" + pieces.size() + "]", ElementType.BYTES, List.of(), extent));
        }
        return of(channel, length, pieces);
    }

    private static Cut of(FileChannel channel, long length, List<Piece> pieces) {
        var layout = new Layout(length, pieces.stream().map(Piece::extent).toList());
        return new Cut(new CutFile(channel, layout), pieces);
    }
}

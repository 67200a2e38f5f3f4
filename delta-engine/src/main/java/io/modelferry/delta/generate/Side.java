package io.modelferry.delta.generate;

import io.modelferry.delta.Sha256;
import io.modelferry.delta.format.CutFile;
import io.modelferry.delta.format.Layout;
import io.modelferry.delta.predict.Tensor;
import io.modelferry.delta.work.Crew;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;

/** One of the two files, open and cut; hashed in the background once somebody says so. Sections count from the graph, which is number 0. */
final class Side implements AutoCloseable {

    static final int GRAPH = 0;

    private final FileChannel channel;
    private final Cut cut;
    private final MappedFile mapped;
    private final CutFile file;
    private Optional<Future<Sha256>> digest = Optional.empty();
    private final Future<Fingerprints> fingerprints;
    private final Crew crew;

    private Side(FileChannel channel, Cut cut, Crew crew) throws IOException {
        this.channel = channel;
        this.cut = cut;
        this.mapped = new MappedFile(channel);
        this.file = new CutFile(mapped, cut.layout());
        this.crew = crew;
        this.fingerprints = crew.start(() -> Fingerprints.of(this));
    }

    static Side open(Path path, Crew crew) throws IOException {
        var channel = FileChannel.open(path, StandardOpenOption.READ);
        try {
            return new Side(channel, Cut.of(channel), crew);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** Starts to hash the file, unless that has begun. */
    void startDigest() {
        if (digest.isEmpty()) {
            digest = Optional.of(crew.start(() -> Sha256.of(channel)));
        }
    }

    Sha256 digest() throws IOException {
        startDigest();
        return crew.result(digest.orElseThrow());
    }

    Fingerprints fingerprints() throws IOException {
        return crew.result(fingerprints);
    }

    Layout layout() {
        return cut.layout();
    }

    CutFile file() {
        return file;
    }

    List<Piece> pieces() {
        return cut.pieces();
    }

    int sections() {
        return cut.pieces().size() + 1;
    }

    long length() {
        return cut.layout().fileBytes();
    }

    /** How far the file is read when a section is done. */
    long endOf(int section) {
        return section == GRAPH ? 0 : cut.pieces().get(section - 1).extent().end();
    }

    Tensor tensor(int piece) {
        var cutOut = cut.pieces().get(piece);
        return new Tensor(cutOut.name(), cutOut.type(), cutOut.shape(), file.extent(piece));
    }

    @Override
    public void close() throws IOException {
        digest.ifPresent(crew::forget);
        crew.forget(fingerprints);
        try (channel) {
            mapped.close();
        }
    }
}

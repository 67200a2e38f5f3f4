package io.modelferry.delta.apply;

import io.modelferry.delta.MalformedDelta;
import io.modelferry.delta.Progress;
import io.modelferry.delta.codec.BaseView;
import io.modelferry.delta.codec.Codec;
import io.modelferry.delta.codec.Undecodable;
import io.modelferry.delta.codec.Workbench;
import io.modelferry.delta.entropy.BitReader;
import io.modelferry.delta.format.CutFile;
import io.modelferry.delta.format.DeltaReader;
import io.modelferry.delta.format.FileChannels;
import io.modelferry.delta.format.Section;
import io.modelferry.delta.predict.BadParameters;
import io.modelferry.delta.predict.Prediction;
import io.modelferry.delta.predict.Sides;
import io.modelferry.delta.work.Crew;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * One pass over the body of a delta: the graph into memory (it is small by format), then extents and gaps in the target's order. The calling
 * thread reads and writes; the crew decodes, a few chunks ahead.
 */
final class Reconstruction {

    private final DeltaReader delta;
    private final CutFile base;
    private final Crew crew;
    private final Output output;
    private final Progress progress;
    private final ArrayDeque<Slot> free = new ArrayDeque<>();
    private final ArrayDeque<Pending> pending = new ArrayDeque<>();
    private final ThreadLocal<Workbench> workbench = new ThreadLocal<>();
    private final ArrayDeque<Workbench> workbenches = new ArrayDeque<>();

    Reconstruction(DeltaReader delta, FileChannel base, Crew crew, Output output, Progress progress) {
        this.delta = delta;
        var cut = delta.directory().base();
        this.base = new CutFile(FileChannels.view(base, cut.fileBytes()), cut);
        this.crew = crew;
        this.output = output;
        this.progress = progress;
        for (int i = 0; i <= crew.size(); i++) {
            free.add(new Slot());
        }
    }

    void run() throws MalformedDelta, IOException {
        try {
            rebuild();
            delta.requireEnd();
        } finally {
            stop();
        }
    }

    private void rebuild() throws MalformedDelta, IOException {
        var directory = delta.directory();
        var layout = directory.target();
        var graph = graph(directory.graph());
        int used = 0;
        for (int i = 0; i < directory.sections().size(); i++) {
            int gap = (int) layout.gapBefore(i); // as long as the graph at most
            write(graph, used, gap);
            used += gap;
            section(directory.sections().get(i));
        }
        write(graph, used, graph.length - used);
        drain();
    }

    private byte[] graph(@Nullable Section section) throws MalformedDelta, IOException {
        if (section == null) {
            return new byte[0];
        }
        var graph = new byte[(int) section.length()];
        int[] at = {0};
        decode(section, new Plan(section, base.graph(), base.graph(), prediction(section, base.graph())), slot -> {
            System.arraycopy(slot.elements, 0, graph, at[0], slot.length);
            at[0] += slot.length;
        });
        return graph;
    }

    private void section(Section section) throws MalformedDelta, IOException {
        var counterpart = section.prediction().readsBase() ? base.extent(section.baseIndex()) : BaseView.NONE;
        var plan = new Plan(section, counterpart, base.whole(), prediction(section, counterpart));
        decode(section, plan, null);
    }

    private Prediction prediction(Section section, BaseView counterpart) throws MalformedDelta, IOException {
        long at = delta.at();
        var stored = new byte[section.parameters().stored()];
        delta.read(stored, stored.length);
        var raw = new byte[section.parameters().raw()];
        try {
            if (raw.length > 0) {
                bench().zstd().decompress(stored, stored.length, raw, raw.length);
            }
            return section.prediction().read(raw, new Sides(section.type(), section.length(), counterpart.length()));
        } catch (Undecodable e) {
            throw new MalformedDelta(at, e.reason());
        } catch (BadParameters e) {
            throw new MalformedDelta(at, e.reason());
        }
    }

    /** Takes a finished chunk; null writes it. */
    @FunctionalInterface
    private interface Taker {
        void take(Slot slot);
    }

    private void decode(Section section, Plan plan, @Nullable Taker taker) throws MalformedDelta, IOException {
        int chunk = 0;
        for (long done = 0; done < section.length(); done += section.chunkBytes()) {
            int storedLength =
                    section.codec() == Codec.EXACT ? 0 : section.chunks().get(chunk++);
            int length = (int) Math.min(section.chunkBytes(), section.length() - done);
            if (taker == null && keeps(length)) {
                skip(storedLength);
                continue;
            }
            var slot = nextSlot();
            slot.load(delta, storedLength, length);
            long first = done / section.type().width();
            slot.work = crew.start(() -> decode(plan, slot, first));
            pending.add(slot);
            if (taker != null) {
                finishFirst(taker);
            }
        }
    }

    private boolean keeps(int length) throws MalformedDelta, IOException {
        if (!output.mayKeep()) {
            return false;
        }
        drain();
        return output.keeps(length);
    }

    private void skip(int storedLength) throws MalformedDelta, IOException {
        var slot = nextSlot();
        slot.load(delta, storedLength, 0);
        free.add(slot);
    }

    private Slot nextSlot() throws MalformedDelta, IOException {
        while (free.isEmpty()) {
            finishFirst(null);
        }
        return free.remove();
    }

    private void drain() throws MalformedDelta, IOException {
        while (!pending.isEmpty()) {
            finishFirst(null);
        }
    }

    private void finishFirst(@Nullable Taker taker) throws MalformedDelta, IOException {
        switch (pending.remove()) {
            case Gap(byte[] graph, int offset, int count) -> output.write(graph, offset, count);
            case Slot slot -> {
                finish(slot, taker);
                free.add(slot);
            }
        }
    }

    private void finish(Slot slot, @Nullable Taker taker) throws MalformedDelta, IOException {
        var refusal = crew.result(slot.work);
        if (refusal != null) {
            throw new MalformedDelta(slot.at, refusal.reason());
        }
        if (taker == null) {
            output.write(slot.elements, 0, slot.length);
            progress.at(output.count(), delta.prologue().targetBytes());
        } else {
            taker.take(slot);
        }
    }

    private void write(byte[] graph, int offset, int count) throws MalformedDelta, IOException {
        if (count > 0 && !keeps(count)) {
            pending.add(new Gap(graph, offset, count));
        }
    }

    // ------------------------------------------------------------------------------------------------------------ on
    // the crew's threads

    /** @return why the chunk cannot be decoded, or null */
    private @Nullable Undecodable decode(Plan plan, Slot slot, long first) throws IOException {
        try {
            plan.decode(slot, first, bench());
            return null;
        } catch (Undecodable e) {
            return e;
        }
    }

    private Workbench bench() {
        var bench = workbench.get();
        if (bench == null) {
            bench = new Workbench();
            workbench.set(bench);
            synchronized (workbenches) {
                workbenches.add(bench);
            }
        }
        return bench;
    }

    /** Nothing of ours is in use any more when this returns. */
    private void stop() {
        for (var each : pending) {
            if (each instanceof Slot slot) {
                crew.forget(slot.work);
            }
        }
        synchronized (workbenches) {
            workbenches.forEach(Workbench::close);
        }
    }

    /** What every chunk of a section needs. */
    private record Plan(Section section, BaseView counterpart, BaseView whole, Prediction prediction) {

        void decode(Slot slot, long first, Workbench bench) throws Undecodable, IOException {
            var codec = section.codec();
            var type = section.type();
            if (codec.readsPrediction()) {
                prediction.predict(counterpart, first, slot.length / type.width(), slot.elements);
            }
            if (slot.storedLength > 0) {
                bench.codec(codec).decode(slot.stored, slot.storedLength, whole, slot.elements, slot.length, type);
            }
        }
    }

    /** What is written next, in order. */
    private sealed interface Pending {}

    /** A part of the graph between two extents. */
    @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
    private record Gap(byte[] graph, int offset, int count) implements Pending {}

    /** A chunk's buffers, used again and again. */
    private static final class Slot implements Pending {

        private byte[] stored = new byte[BitReader.PADDING];
        private byte[] elements = new byte[0];
        private int storedLength;
        private int length;
        private long at;
        private Future<@Nullable Undecodable> work = CompletableFuture.completedFuture(null);

        void load(DeltaReader delta, int storedLength, int length) throws MalformedDelta, IOException {
            if (stored.length < storedLength + BitReader.PADDING) {
                stored = new byte[storedLength + BitReader.PADDING];
            }
            if (elements.length < length) {
                elements = new byte[length];
            }
            this.storedLength = storedLength;
            this.length = length;
            this.at = delta.at();
            delta.read(stored, storedLength);
        }
    }
}

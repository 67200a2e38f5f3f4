package io.modelferry.delta.format;

import io.modelferry.delta.ElementType;
import io.modelferry.delta.MalformedDelta;
import io.modelferry.delta.codec.Codec;
import io.modelferry.delta.codec.ZstdFrames;
import io.modelferry.delta.predict.Prediction;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads a directory from outside. Every count and length is held against a limit and against what the prologue promised before
 * anything is allocated for it, so that what comes out can be applied without a further look.
 *
 * @see <a href="../docs/delta-format.md#directory">docs/delta-format.md, section 4</a>
 */
final class DirectoryReader {

    private final FieldReader in;
    private final Prologue prologue;
    private int expectedBase;
    private int chunks;
    private long stored;

    private DirectoryReader(FieldReader in, Prologue prologue) {
        this.in = in;
        this.prologue = prologue;
    }

    static Directory read(FieldReader in, Prologue prologue) throws MalformedDelta {
        return new DirectoryReader(in, prologue).directory();
    }

    private Directory directory() throws MalformedDelta {
        var extents = new ArrayList<Extent>();
        var sections = sections(extents);
        var target = new Layout(prologue.targetBytes(), extents);
        var base = base(target);
        requireBases(sections, base);
        var graph = graph(base, target);
        in.end();
        if (stored != prologue.bodyBytes()) {
            throw in.malformed("chunks of " + stored + " bytes in a body of " + prologue.bodyBytes());
        }
        return new Directory(base, target, graph, sections);
    }

    private List<Section> sections(List<Extent> extents) throws MalformedDelta {
        int count = count("sections");
        var sections = new ArrayList<Section>(count);
        long end = 0;
        for (int i = 0; i < count; i++) {
            end += in.varint("gap", 0, prologue.targetBytes() - end);
            var section = section(prologue.targetBytes() - end);
            extents.add(new Extent(end, section.length()));
            sections.add(section);
            end += section.length();
        }
        return sections;
    }

    private Section section(long maxBytes) throws MalformedDelta {
        long length = in.varint("section length", 1, maxBytes);
        var type = type();
        if (length % type.width() != 0) {
            throw in.malformed("%d bytes are no whole elements of %s".formatted(length, type.label()));
        }
        var match = match();
        var name = in.text(FormatLimits.MAX_NAME_BYTES);
        var prediction = prediction();
        int baseIndex = prediction.readsBase() ? baseIndex() : Section.NO_BASE;
        var parameters = parameters();
        var codec = codec();
        if (!isFor(codec, type, prediction)) {
            throw in.malformed("a section of %s is not coded as %s".formatted(type.label(), codec.label()));
        }
        return coded(name, type, length, match, prediction, baseIndex, parameters, codec);
    }

    private static boolean isFor(Codec codec, ElementType type, Prediction.Kind prediction) {
        return switch (codec) {
            case EXACT, LITERAL, PLANES, SPARSE -> true;
            case FLOAT -> type == ElementType.FLOAT || type == ElementType.FLOAT16 || type == ElementType.BFLOAT16;
            case BYTE -> type.width() == 1;
            case STEPS -> type == ElementType.FLOAT;
            case MOVES -> type == ElementType.BYTES && prediction == Prediction.Kind.NOTHING;
            case DICTIONARY -> false;
        };
    }

    private Layout base(Layout target) throws MalformedDelta {
        return switch (in.unsignedByte()) {
            case DirectoryWriter.BASE_CUT_LISTED -> new Layout(prologue.baseBytes(), baseExtents());
            case DirectoryWriter.BASE_CUT_LIKE_TARGET -> likeTarget(target);
            default -> throw in.malformed("no such way to cut the base");
        };
    }

    private List<Extent> baseExtents() throws MalformedDelta {
        int count = count("base extents");
        var extents = new ArrayList<Extent>(count);
        long end = 0;
        for (int i = 0; i < count; i++) {
            long from = end + in.varint("base gap", 0, prologue.baseBytes() - end);
            long length = in.varint("base extent", 1, prologue.baseBytes() - from);
            extents.add(new Extent(from, length));
            end = from + length;
        }
        return extents;
    }

    private Layout likeTarget(Layout target) throws MalformedDelta {
        var extents = target.extents();
        if (!extents.isEmpty() && extents.getLast().end() > prologue.baseBytes()) {
            throw in.malformed("the base is too short to be cut like the target");
        }
        return new Layout(prologue.baseBytes(), extents);
    }

    private void requireBases(List<Section> sections, Layout base) throws MalformedDelta {
        long derivedFrom = 0;
        for (var section : sections) {
            if (section.baseIndex() >= base.extents().size()) {
                throw in.malformed("base extent " + section.baseIndex() + " of "
                        + base.extents().size());
            }
            if (section.prediction() == Prediction.Kind.DERIVED) {
                derivedFrom += base.extents().get(section.baseIndex()).length();
            }
        }
        if (derivedFrom > FormatLimits.MAX_DERIVED_READINGS * prologue.baseBytes()) {
            throw in.malformed(
                    "sections derived from %d bytes of a base of %d".formatted(derivedFrom, prologue.baseBytes()));
        }
    }

    private @Nullable Section graph(Layout base, Layout target) throws MalformedDelta {
        long length = target.graphBytes();
        if (length == 0) {
            return null;
        }
        if (length > FormatLimits.MAX_GRAPH_BYTES) {
            throw in.malformed("a graph of " + length + " bytes");
        }
        var prediction = prediction();
        boolean isUnchanged = prediction == Prediction.Kind.UNCHANGED;
        if (isUnchanged ? length != base.graphBytes() : prediction != Prediction.Kind.NOTHING) {
            throw in.malformed("a graph of %d bytes from one of %d".formatted(length, base.graphBytes()));
        }
        var codec = codec();
        if (isUnchanged && codec.readsBaseFreely() || codec == Codec.FLOAT || codec == Codec.STEPS) {
            throw in.malformed("a graph is not coded as " + codec.label());
        }
        var type = ElementType.BYTES;
        return coded(
                Section.GRAPH, type, length, Match.GRAPH, prediction, Section.NO_BASE, Section.Parameters.NONE, codec);
    }

    private Section.Parameters parameters() throws MalformedDelta {
        int raw = (int) in.varint("parameters", 0, FormatLimits.MAX_PARAMETER_BYTES);
        return raw == 0 ? Section.Parameters.NONE : new Section.Parameters(raw, stored("parameters", 1, raw));
    }

    private Section coded(
            String name,
            ElementType type,
            long length,
            Match match,
            Prediction.Kind prediction,
            int baseIndex,
            Section.Parameters parameters,
            Codec codec)
            throws MalformedDelta {
        var lengths = codec == Codec.EXACT ? List.<Integer>of() : chunks(codec, type, length);
        return new Section(name, type, length, match, prediction, baseIndex, parameters, codec, lengths, runnerUp());
    }

    private List<Integer> chunks(Codec codec, ElementType type, long length) throws MalformedDelta {
        long count = Section.chunkCount(type, length);
        if (count > in.remaining() || chunks + count > FormatLimits.MAX_CHUNKS) {
            throw in.malformed(count + " chunks");
        }
        chunks += (int) count;
        int least = codec.readsPrediction() ? 0 : 1;
        var lengths = new ArrayList<Integer>((int) count);
        for (long left = length; lengths.size() < count; left -= type.chunkBytes()) {
            lengths.add(stored("chunk", least, (int) Math.min(left, type.chunkBytes())));
        }
        return lengths;
    }

    private int stored(String what, int least, int raw) throws MalformedDelta {
        long most = Math.min(ZstdFrames.maxStoredBytes(raw), prologue.bodyBytes() - stored);
        int bytes = (int) in.varint(what, least, most);
        stored += bytes;
        return bytes;
    }

    private @Nullable RunnerUp runnerUp() throws MalformedDelta {
        int id = in.unsignedByte();
        if (id == DirectoryWriter.NO_RUNNER_UP) {
            return null;
        }
        return new RunnerUp(prediction(id), codec(), in.varint());
    }

    private int count(String what) throws MalformedDelta {
        int max = Math.min(FormatLimits.MAX_SECTIONS, in.remaining());
        return (int) in.varint(what, 0, max);
    }

    private int baseIndex() throws MalformedDelta {
        long index = expectedBase + in.signedVarint();
        if (index < 0 || index >= FormatLimits.MAX_SECTIONS) {
            throw in.malformed("base extent " + index);
        }
        expectedBase = (int) index + 1;
        return (int) index;
    }

    private Prediction.Kind prediction() throws MalformedDelta {
        return prediction(in.unsignedByte());
    }

    private Prediction.Kind prediction(int id) throws MalformedDelta {
        var prediction = Prediction.Kind.ofId(id);
        if (prediction == null) {
            throw in.malformed("no prediction " + id);
        }
        return prediction;
    }

    private Codec codec() throws MalformedDelta {
        int id = in.unsignedByte();
        var codec = Codec.ofId(id);
        if (codec == null) {
            throw in.malformed("no codec " + id);
        }
        return codec;
    }

    private ElementType type() throws MalformedDelta {
        int code = in.unsignedByte();
        var type = ElementType.ofCode(code);
        if (type == null) {
            throw in.malformed("no element type " + code);
        }
        return type;
    }

    private Match match() throws MalformedDelta {
        int id = in.unsignedByte();
        var match = Match.ofId(id);
        if (match == null) {
            throw in.malformed("no match " + id);
        }
        return match;
    }
}

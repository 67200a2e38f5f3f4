package io.modelferry.delta.entropy;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Numbers in arrays of bytes, least significant byte first, at any offset. */
public final class LittleEndian {

    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final ValueLayout.OfInt INTS = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfFloat FLOATS =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private LittleEndian() {}

    public static short getShort(byte[] bytes, int at) {
        return (short) SHORT.get(bytes, at);
    }

    public static int getInt(byte[] bytes, int at) {
        return (int) INT.get(bytes, at);
    }

    public static long getLong(byte[] bytes, int at) {
        return (long) LONG.get(bytes, at);
    }

    public static float getFloat(byte[] bytes, int at) {
        return Float.intBitsToFloat(getInt(bytes, at));
    }

    /** Copies {@code count} numbers that begin at byte {@code at}. */
    public static void getInts(byte[] bytes, int at, int[] into, int from, int count) {
        MemorySegment.copy(MemorySegment.ofArray(bytes), INTS, at, into, from, count);
    }

    public static void putInts(byte[] bytes, int at, int[] values, int from, int count) {
        MemorySegment.copy(values, from, MemorySegment.ofArray(bytes), INTS, at, count);
    }

    public static void getFloats(byte[] bytes, int at, float[] into, int from, int count) {
        MemorySegment.copy(MemorySegment.ofArray(bytes), FLOATS, at, into, from, count);
    }

    public static void putFloats(byte[] bytes, int at, float[] values, int from, int count) {
        MemorySegment.copy(values, from, MemorySegment.ofArray(bytes), FLOATS, at, count);
    }

    public static void putShort(byte[] bytes, int at, short value) {
        SHORT.set(bytes, at, value);
    }

    public static void putInt(byte[] bytes, int at, int value) {
        INT.set(bytes, at, value);
    }

    public static void putLong(byte[] bytes, int at, long value) {
        LONG.set(bytes, at, value);
    }

    public static void putFloat(byte[] bytes, int at, float value) {
        putInt(bytes, at, Float.floatToRawIntBits(value));
    }
}

package io.modelferry.agent.inference;

/** What a model may still take, and what the process has taken. */
public interface Memory {

    /** That can be had without swapping and without the system ending a process; {@link Long#MAX_VALUE} if nobody knows. */
    long availableBytes();

    /** Of this process; 0 if nobody knows. */
    long residentBytes();
}

package io.modelferry.simulator.device;

import io.modelferry.agent.update.Backoff;
import io.modelferry.protocol.report.Reported.DeviceFacts;
import io.modelferry.simulator.replay.Recordings;
import io.modelferry.simulator.weather.Climate;
import io.modelferry.simulator.weather.Mishaps;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;

/**
 * What all devices of a process share.
 *
 * @param executor a thread for each piece of work
 * @param turns of the devices that download
 * @param patchTurns how many may patch at this moment
 * @param goals what reached them
 * @param bytes who downloads what
 * @param window length of a telemetry window
 * @param perSecond cases that each device's camera sees a second
 */
public record Surroundings(
        InstantSource clock,
        Executor executor,
        SharedFs disk,
        DownloadTurns turns,
        Semaphore patchTurns,
        Traffic traffic,
        SeenGoals goals,
        Bytes bytes,
        Recordings recordings,
        Climate climate,
        Mishaps mishaps,
        DeviceFacts facts,
        String version,
        Backoff.Limits retry,
        Duration window,
        double perSecond) {

    /** Who downloads what. */
    public enum Bytes {
        /** Every device everything that it needs, as a real fleet would. */
        EACH,
        /** Each file once for the whole process. */
        ONCE
    }
}

package io.modelferry.simulator.fleet;

import io.modelferry.agent.enrolment.EnrolmentRefused;
import io.modelferry.protocol.DeviceId;
import io.modelferry.simulator.device.VirtualDevice;
import java.io.IOException;

/** Enrols a device and puts it together. */
@FunctionalInterface
public interface DeviceBirth {

    /**
     * May block.
     *
     * @param index of the device in its fleet, from 0
     * @return not started
     * @throws EnrolmentRefused if the server does not let it in
     * @throws IOException if its folder cannot be used
     */
    VirtualDevice of(DeviceId device, int site, int index) throws EnrolmentRefused, IOException;
}

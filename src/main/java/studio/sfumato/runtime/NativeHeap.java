package studio.sfumato.runtime;

import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.ObjectName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The memory that native code took from the system. glibc keeps what is freed for later (gigabytes after a network is
/// closed), so it has to be told to let go.
public final class NativeHeap {
    private static final Logger LOG = LoggerFactory.getLogger(NativeHeap.class);

    private NativeHeap() {}

    /// Gives freed native memory back to the system. Does nothing where the JVM has no such command; other systems than
    /// Linux with glibc do it by themselves.
    public static void trim() {
        try {
            Object answer = ManagementFactory.getPlatformMBeanServer()
                    .invoke(
                            new ObjectName("com.sun.management:type=DiagnosticCommand"),
                            "systemTrimNativeHeap",
                            new Object[0],
                            new String[0]);
            LOG.debug("{}", String.valueOf(answer).strip());
        } catch (JMException absent) {
            LOG.debug("this JVM cannot trim its native heap", absent);
        }
    }
}

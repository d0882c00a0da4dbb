package studio.sfumato.download;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Windows' Credential Manager, by `CredWriteW`, `CredReadW` and `CredDeleteW` of `advapi32.dll`.
///
/// @param calls the functions
@SuppressWarnings("restricted") // calling native functions is the purpose
record WindowsCredentials(Calls calls) implements Keychain {
    private static final Logger LOG = LoggerFactory.getLogger(WindowsCredentials.class);

    /// `CREDENTIALW`, as the documentation of `wincred.h` lays it out on 64-bit Windows.
    static final StructLayout CREDENTIAL = MemoryLayout.structLayout(
            JAVA_INT.withName("Flags"),
            JAVA_INT.withName("Type"),
            ADDRESS.withName("TargetName"),
            ADDRESS.withName("Comment"),
            JAVA_LONG.withName("LastWritten"),
            JAVA_INT.withName("CredentialBlobSize"),
            MemoryLayout.paddingLayout(4),
            ADDRESS.withName("CredentialBlob"),
            JAVA_INT.withName("Persist"),
            JAVA_INT.withName("AttributeCount"),
            ADDRESS.withName("Attributes"),
            ADDRESS.withName("TargetAlias"),
            ADDRESS.withName("UserName"));

    private static final int GENERIC = 1;
    private static final int LOCAL_MACHINE = 2;
    private static final int MOST_BYTES = 2560;

    /// The functions of `advapi32.dll` that are needed. Each says whether it worked.
    interface Calls {
        boolean write(MemorySegment credential) throws IOException;

        /// @param found takes the address of the credential, which [#free] takes back
        boolean read(MemorySegment target, int type, MemorySegment found) throws IOException;

        boolean delete(MemorySegment target, int type) throws IOException;

        void free(MemorySegment credential) throws IOException;
    }

    /// {@return that of this machine; empty where the functions are not to be found}
    static Optional<WindowsCredentials> open() {
        try {
            SymbolLookup library = SymbolLookup.libraryLookup("advapi32.dll", Arena.global());
            return Optional.of(new WindowsCredentials(new Advapi(
                    handle(library, "CredWriteW", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT)),
                    handle(library, "CredReadW", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS)),
                    handle(library, "CredDeleteW", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT)),
                    handle(library, "CredFree", FunctionDescriptor.ofVoid(ADDRESS)))));
        } catch (IllegalArgumentException missing) {
            LOG.debug("there is no Credential Manager", missing);
            return Optional.empty();
        }
    }

    private static MethodHandle handle(SymbolLookup library, String name, FunctionDescriptor signature) {
        MemorySegment function = library.find(name).orElseThrow(() -> new IllegalArgumentException(name));
        return Linker.nativeLinker().downcallHandle(function, signature);
    }

    @Override
    public String title() {
        return "Windows' Credential Manager";
    }

    @Override
    public Optional<Secret> find(String account) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment found = arena.allocate(ADDRESS);
            if (!calls.read(target(account, arena), GENERIC, found)) {
                return Optional.empty();
            }
            MemorySegment credential = found.get(ADDRESS, 0).reinterpret(CREDENTIAL.byteSize());
            try {
                int size = credential.get(JAVA_INT, offset("CredentialBlobSize"));
                if (size < 0 || size > MOST_BYTES) {
                    throw new IOException("the credential of " + account + " is no token");
                }
                byte[] blob = credential
                        .get(ADDRESS, offset("CredentialBlob"))
                        .reinterpret(size)
                        .toArray(JAVA_BYTE);
                return Optional.of(Secret.of(new String(blob, StandardCharsets.UTF_8), title()));
            } finally {
                calls.free(credential);
            }
        }
    }

    @Override
    public void keep(String account, Secret secret) throws IOException {
        byte[] text = secret.text().getBytes(StandardCharsets.UTF_8);
        if (text.length > MOST_BYTES) {
            throw new IOException("the token is too long for it");
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment credential = arena.allocate(CREDENTIAL);
            credential.set(JAVA_INT, offset("Type"), GENERIC);
            credential.set(ADDRESS, offset("TargetName"), target(account, arena));
            credential.set(JAVA_INT, offset("CredentialBlobSize"), text.length);
            credential.set(ADDRESS, offset("CredentialBlob"), arena.allocateFrom(JAVA_BYTE, text));
            credential.set(JAVA_INT, offset("Persist"), LOCAL_MACHINE);
            credential.set(ADDRESS, offset("UserName"), arena.allocateFrom(SERVICE, StandardCharsets.UTF_16LE));
            if (!calls.write(credential)) {
                throw new IOException("it refused");
            }
        }
    }

    @Override
    public void forget(String account) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            if (!calls.delete(target(account, arena), GENERIC)) {
                LOG.debug("there was nothing to forget for {}", account);
            }
        }
    }

    private static MemorySegment target(String account, Arena arena) {
        return arena.allocateFrom(SERVICE + ":" + account, StandardCharsets.UTF_16LE);
    }

    static long offset(String field) {
        return CREDENTIAL.byteOffset(MemoryLayout.PathElement.groupElement(field));
    }

    private record Advapi(MethodHandle write, MethodHandle read, MethodHandle delete, MethodHandle free)
            implements Calls {
        @Override
        public boolean write(MemorySegment credential) throws IOException {
            return called(() -> (int) write.invokeExact(credential, 0));
        }

        @Override
        public boolean read(MemorySegment target, int type, MemorySegment found) throws IOException {
            return called(() -> (int) read.invokeExact(target, type, 0, found));
        }

        @Override
        public boolean delete(MemorySegment target, int type) throws IOException {
            return called(() -> (int) delete.invokeExact(target, type, 0));
        }

        @Override
        public void free(MemorySegment credential) throws IOException {
            called(() -> {
                free.invokeExact(credential);
                return 1;
            });
        }

        private interface Call {
            int run() throws Throwable;
        }

        private static boolean called(Call call) throws IOException {
            try {
                return call.run() != 0;
            } catch (Throwable broken) { // invokeExact declares it
                throw new IOException("it could not be called", broken);
            }
        }
    }
}

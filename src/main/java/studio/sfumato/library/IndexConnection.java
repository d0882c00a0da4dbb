package studio.sfumato.library;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// One connection to the index, for one thread at a time, with its statements kept prepared.
final class IndexConnection implements AutoCloseable {
    private static final int BUSY_MS = 10_000;

    private final Connection connection;
    private final Map<String, PreparedStatement> statements = new HashMap<>();
    private final ReentrantLock lock = new ReentrantLock();

    /// Reads a row.
    @FunctionalInterface
    interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }

    /// Works with the connection.
    @FunctionalInterface
    interface Work<T> {
        T with(IndexConnection index) throws SQLException;
    }

    private IndexConnection(Connection connection) {
        this.connection = connection;
    }

    /// Opens the index in `file`, which is made if it is not there.
    static IndexConnection open(Path file) throws SQLException {
        Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file.toAbsolutePath());
        boolean done = false;
        try (Statement setup = connection.createStatement()) {
            setup.execute("PRAGMA busy_timeout = " + BUSY_MS);
            setup.execute("PRAGMA journal_mode = WAL");
            setup.execute("PRAGMA synchronous = NORMAL");
            setup.execute("PRAGMA cache_size = -32768"); // 32 MB
            setup.execute("PRAGMA temp_store = MEMORY");
            done = true;
            return new IndexConnection(connection);
        } finally {
            if (!done) {
                connection.close();
            }
        }
    }

    /// {@return what `work` comes to}; the next caller waits.
    <T> T read(Work<T> work) {
        lock.lock();
        try {
            return work.with(this);
        } catch (SQLException fault) {
            throw IndexFault.of(fault);
        } finally {
            lock.unlock();
        }
    }

    /// {@return what `work` comes to}; all that it writes is written, or nothing.
    <T> T write(Work<T> work) {
        return read(index -> {
            boolean done = false;
            run("BEGIN IMMEDIATE");
            try {
                T result = work.with(index);
                run("COMMIT");
                done = true;
                return result;
            } finally {
                if (!done) {
                    run("ROLLBACK");
                }
            }
        });
    }

    /// {@return the rows of a query}
    <T> List<T> list(String sql, Row<T> row, @Nullable Object... values) throws SQLException {
        PreparedStatement statement = prepared(sql, values);
        List<T> rows = new ArrayList<>();
        try (ResultSet found = statement.executeQuery()) {
            while (found.next()) {
                rows.add(row.read(found));
            }
        }
        return rows;
    }

    /// {@return the number a query comes to; 0 if to none}
    long number(String sql, @Nullable Object... values) throws SQLException {
        PreparedStatement statement = prepared(sql, values);
        try (ResultSet found = statement.executeQuery()) {
            return found.next() ? found.getLong(1) : 0;
        }
    }

    /// {@return the numbers in the first column of a query}
    long[] numbers(String sql, @Nullable Object... values) throws SQLException {
        PreparedStatement statement = prepared(sql, values);
        long[] numbers = new long[1024];
        int count = 0;
        try (ResultSet found = statement.executeQuery()) {
            while (found.next()) {
                if (count == numbers.length) {
                    numbers = Arrays.copyOf(numbers, 2 * count);
                }
                numbers[count] = found.getLong(1);
                count++;
            }
        }
        return Arrays.copyOf(numbers, count);
    }

    /// Runs a statement that has no result.
    void run(String sql, @Nullable Object... values) throws SQLException {
        prepared(sql, values).execute();
    }

    /// Runs statements that are used once.
    void script(String... all) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : all) {
                statement.execute(sql);
            }
        }
    }

    private PreparedStatement prepared(String sql, @Nullable Object... values) throws SQLException {
        PreparedStatement statement = statements.get(sql);
        if (statement == null) {
            if (statements.size() > 200) { // searches differ
                for (PreparedStatement old : statements.values()) {
                    old.close();
                }
                statements.clear();
            }
            statement = connection.prepareStatement(sql);
            statements.put(sql, statement);
        }
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
        return statement;
    }

    @Override
    public void close() {
        lock.lock();
        try {
            connection.close();
        } catch (SQLException fault) {
            throw IndexFault.of(fault);
        } finally {
            lock.unlock();
        }
    }
}

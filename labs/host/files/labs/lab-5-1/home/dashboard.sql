-- New users of the last 30 days, and what they ordered. The sales dashboard asks this on every page load.
SELECT
    u.id,
    u.name,
    u.email,
    (SELECT COUNT(*) FROM orders WHERE user_id = u.id) AS order_count,
    (SELECT SUM(total) FROM orders WHERE user_id = u.id) AS total_spent,
    (SELECT MAX(created_at) FROM orders WHERE user_id = u.id) AS last_order
FROM users u
WHERE u.created_at > NOW() - INTERVAL '30 days'
ORDER BY u.created_at DESC;

distinct_id = "channel_general" # Unique identifier of user in your application
# Instantiate User profile
user = supr_client.user.get_instance(distinct_id=distinct_id)
user.add_slack(
{
"channel_id": "CXXXXXXXX",
"access_token": "xoxb-xxxxx"
})
response = user.save()
print(response)

distinct_id = "__uniq_user_id__" # Unique identifier of user in your application
# Instantiate User profile
user = supr_client.user.get_instance(distinct_id=distinct_id)
user.add_slack(
{
"incoming_webhook": {
"url": "https://hooks.slack.com/services/TXXXXXXXXX/BXXXXXXXX/XXXXXXXXXXXXXXXXXXX"
},
"email": "[email protected]",
"user_id": "U/WXXXXXXXX",
"channel_id": "CXXXXXXXX",
"access_token": "xoxb-xxxxx",
})
response = user.save()
print(response)
